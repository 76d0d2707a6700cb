import type { Metadata } from "next";
import { hoursAnswer, timeRecordsAnswer, timerAnswer } from "#src/features/time-records/schema.ts";
import { hoursKeys, hoursPaths } from "#src/features/time-records/ui/hours-queries.ts";
import { strings } from "#src/features/time-records/ui/strings.ts";
import { StudentHours } from "#src/features/time-records/ui/student-hours.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { addDays, mondayOf } from "#src/lib/day.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.hours };

export default async function StudentHoursPage() {
  const { id } = await getPageUserWithRole("STUDENT");
  const [hours, timer] = await Promise.all([
    serverApi(hoursPaths.byRotation(id), hoursAnswer),
    serverApi(hoursPaths.timer, timerAnswer),
  ]);
  const monday = mondayOf(hours.today);
  const yesterday = addDays(hours.today, -1);
  const [week, latest] = await Promise.all([
    serverApi(hoursPaths.week(id, monday, addDays(monday, 6)), timeRecordsAnswer),
    serverApi(hoursPaths.week(id, yesterday, hours.today), timeRecordsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [hoursKeys.byRotation(id), hours],
        [hoursKeys.timer(), timer],
        [hoursKeys.week(id, monday, addDays(monday, 6)), week],
        [hoursKeys.week(id, yesterday, hours.today), latest],
      ]}
    >
      <StudentHours studentId={id} />
    </Prefetched>
  );
}
