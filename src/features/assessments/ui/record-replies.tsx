"use client";

import { useState } from "react";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { firstName } from "./assessment-values.ts";
import { ActFault } from "./record-act-cards.tsx";
import { useAct } from "./record-acts.ts";
import { type CardProps, currentOf } from "./record-cards.tsx";
import { recordStrings } from "./record-strings.ts";

/** Whether the student has read it, and what both said then. None of it is ever scored. */
export function RepliesCard({ view, isStudent, className }: CardProps & { isStudent: boolean }) {
  const { run, isRunning, fault } = useAct(view);
  const reading = useReading(view, isStudent);
  const replies = view.acts.filter(({ act }) => act === "REPLIED");
  const may = new Set(view.nextActs);
  const isOver = view.status === "VOIDED" || view.status === "REJECTED";
  if (isOver && replies.length === 0) return null;
  return (
    <Card className={className}>
      <CardHeader
        description={<span suppressHydrationWarning>{reading}</span>}
        title={recordStrings.replies}
        {...(may.has("acknowledge")
          ? {
              actions: (
                <Button loading={isRunning} onClick={() => void run("acknowledge", { baseRevision: view.revision })}>
                  {recordStrings.acknowledge}
                </Button>
              ),
            }
          : {})}
      />
      {fault || replies.length > 0 ? (
        <CardBody className="flex flex-col gap-4 border-t border-separator">
          <ActFault fault={fault} />
          {replies.map(({ at, by, words }) => (
            <div className="flex gap-4" key={at}>
              <Avatar name={by} size="sm" />
              <div className="min-w-0">
                <p>
                  <span className="font-semibold">{by}</span> <DateText className="text-sm text-muted" value={at} />
                </p>
                <p className="max-w-[66ch] whitespace-pre-line">{words}</p>
              </div>
            </div>
          ))}
        </CardBody>
      ) : null}
      {may.has("reply") ? <ReplyForm isStudent={isStudent} view={view} /> : null}
    </Card>
  );
}

function useReading(view: StaffAssessmentView, isStudent: boolean): string {
  const dates = useDates();
  const first = firstName(view.studentName);
  const last = view.acts.findLast(({ act }) => act === "READ");
  if (!last) return isStudent ? recordStrings.youNotRead : recordStrings.notRead(first);
  const current = currentOf(view);
  if (last.revision !== null && current && last.revision !== current.revision) {
    return isStudent ? recordStrings.youReadEarlier(last.revision) : recordStrings.readEarlier(first, last.revision);
  }
  const when = dates.full(last.at);
  return isStudent ? recordStrings.youRead(when) : recordStrings.readOn(first, when);
}

function ReplyForm({ view, isStudent }: { view: StaffAssessmentView; isStudent: boolean }) {
  const { run, isRunning, fault } = useAct(view);
  const [words, setWords] = useState("");
  const [isMissing, setMissing] = useState(false);
  const first = firstName(view.studentName);
  const send = async () => {
    if (words.trim() === "") return setMissing(true);
    if (await run("reply", { words })) toast.success(recordStrings.replySent);
  };
  return (
    <CardBody className="flex flex-col gap-3 border-t border-separator">
      <Textarea
        error={isMissing ? recordStrings.emptyReply : undefined}
        hint={isStudent ? recordStrings.studentReplyHint : recordStrings.staffReplyHint(first)}
        label={isStudent ? recordStrings.yourReply : recordStrings.replyTo(first)}
        maxLength={4000}
        onChange={(event) => {
          setWords(event.target.value);
          setMissing(false);
        }}
        value={words}
      />
      <ActFault fault={fault} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-muted">{recordStrings.neverPatient}</p>
        <Button loading={isRunning} onClick={() => void send()} variant="primary">
          {recordStrings.sendReply}
        </Button>
      </div>
    </CardBody>
  );
}
