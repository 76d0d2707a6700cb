import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { calendarAnswer } from "#src/features/calendar/schema.ts";
import { CalendarPage } from "#src/features/calendar/ui/calendar-page.tsx";
import { calendarKey, calendarPath } from "#src/features/calendar/ui/calendar-queries.ts";
import { strings } from "#src/features/calendar/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function OwnCalendarPage() {
  const { role } = await getPageUser();
  // Nothing of a super admin's has a date.
  if (role === "SUPER_ADMIN") notFound();
  const calendar = await serverApi(calendarPath, calendarAnswer);
  return (
    <Prefetched data={[[calendarKey, calendar]]}>
      <CalendarPage role={role} />
    </Prefetched>
  );
}
