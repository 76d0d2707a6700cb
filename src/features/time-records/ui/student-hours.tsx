"use client";

import { useQuery } from "@tanstack/react-query";
import { Copy, Plus } from "lucide-react";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { HoursAnswer, TimeRecordLine, TimerAnswer } from "#src/features/time-records/schema.ts";
import { addDays, mondayOf } from "#src/lib/day.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { AdjustDialogProps } from "./adjust-dialog.tsx";
import { HoursBar } from "./hours-bar.tsx";
import { HoursByRotation, sumWords } from "./hours-by-rotation.tsx";
import type { Edited, HoursDialogProps } from "./hours-dialog.tsx";
import { draftOf, emptyDraft, repeatedOn } from "./hours-form.ts";
import { byRotationQuery, hoursPaths, timerQuery, weekQuery } from "./hours-queries.ts";
import { HoursWeek } from "./hours-week.tsx";
import { strings } from "./strings.ts";
import { TimerCard } from "./timer-card.tsx";
import { useSendHours } from "./use-hours.ts";

const HoursDialog = loadLater<HoursDialogProps>(() => import("./hours-dialog.tsx").then((file) => file.HoursDialog), {
  isWanted: () => true,
});
const AdjustDialog = loadLater<AdjustDialogProps>(
  () => import("./adjust-dialog.tsx").then((file) => file.AdjustDialog),
  { isWanted: () => true },
);

/** A student's hours: the timer, what is recorded by week, and how far each rotation is. */
export function StudentHours({ studentId }: { studentId: string }) {
  const hours = useQuery(byRotationQuery(studentId));
  const timer = useQuery(timerQuery());
  return (
    <QueryContent frame={(content) => <Card>{content}</Card>} query={hours} skeleton={<ListSkeleton rows={6} />}>
      {(data) => <HoursOf hours={data} studentId={studentId} timer={timer.data?.timer ?? null} />}
    </QueryContent>
  );
}

type HoursOfProps = { studentId: string; hours: HoursAnswer; timer: TimerAnswer["timer"] };

function HoursOf({ studentId, hours, timer }: HoursOfProps) {
  const { today, placements, rotations } = hours;
  const [monday, setMonday] = useState(() => mondayOf(today));
  const [edited, setEdited] = useState<Edited>();
  const [adjusted, setAdjusted] = useState<TimeRecordLine>();
  const sendHours = useSendHours();
  const week = useQuery(weekQuery(studentId, monday, addDays(monday, 6)));
  // Yesterday may lie in the week before.
  const latest = useQuery(weekQuery(studentId, addDays(today, -1), today));
  const running = placements.filter(
    ({ startsOn, endsOn, endedAt }) => endedAt === null && startsOn <= today && today <= endsOn,
  );
  const begun = placements.filter(({ startsOn }) => startsOn <= today);
  const current = rotations.find(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn) ?? rotations[0];
  const yesterday = latest.data?.items.find(({ day, adjustsId }) => day === addDays(today, -1) && adjustsId === null);

  const open = (draft: Edited["draft"], more: Partial<Edited> = {}) =>
    setEdited({ id: undefined, isDraft: true, question: null, draft, ...more });
  const edit = (record: TimeRecordLine) => {
    if (record.adjustsId !== null) return sendAgain(record.id);
    const question = record.status === "DRAFT" ? null : record.reason;
    open(draftOf(record), { id: record.id, isDraft: record.status === "DRAFT", question });
  };
  const sendAgain = (id: string) =>
    sendHours.mutate(id, {
      onSuccess: () => toast.success(strings.sent),
      onError: (error) =>
        toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : undefined),
    });
  const openStopped = async (id: string) => {
    setMonday(mondayOf(today));
    const { data } = await week.refetch();
    const draft = data?.items.find((record) => record.id === id);
    if (draft) edit(draft);
  };
  const add = () => open(emptyDraft(running[0]?.id ?? begun[0]?.id ?? "", today));

  return (
    <>
      <PageHeader
        actions={<ExportLink href={hoursPaths.export()} />}
        description={current ? sumWords(current) : strings.noPlacementYet}
        title={strings.hours}
      />
      {current ? (
        <div className="-mt-2 mb-5">
          <HoursBar {...current} label={strings.barLabel(current.rotation)} legend />
        </div>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)] max-md:gap-4">
        <div className="flex min-w-0 flex-col gap-4">
          <TimerCard onStopped={(id) => void openStopped(id)} placements={running} timer={timer} />
          {begun.length > 0 ? (
            <div className="grid grid-cols-2 gap-2">
              <Button icon={<Plus aria-hidden />} onClick={add} size="lg">
                {strings.addHours}
              </Button>
              <Button
                className="px-3"
                icon={<Copy aria-hidden />}
                onClick={() => (yesterday ? open(repeatedOn(yesterday, today)) : toast.info(strings.nothingYesterday))}
                size="lg"
              >
                {strings.repeatYesterday}
              </Button>
            </div>
          ) : null}
          <div className="max-lg:hidden">
            <HoursByRotation emptyHelp={strings.noRotationsHelp} rotations={rotations} />
          </div>
        </div>
        <HoursWeek
          isLoading={week.isPlaceholderData}
          monday={monday}
          onAdjust={setAdjusted}
          onEdit={edit}
          onWeekChange={setMonday}
          records={week.data?.items ?? []}
          today={today}
        />
        <div className="min-w-0 lg:hidden">
          <HoursByRotation emptyHelp={strings.noRotationsHelp} rotations={rotations} />
        </div>
      </div>
      {edited ? (
        <HoursDialog edited={edited} onClose={() => setEdited(undefined)} placements={begun} today={today} />
      ) : null}
      {adjusted ? <AdjustDialog onClose={() => setAdjusted(undefined)} record={adjusted} /> : null}
    </>
  );
}
