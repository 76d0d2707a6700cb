"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { RoundView } from "#src/features/feedback/schema.ts";
import { fewestAnswers } from "#src/features/feedback/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { useDates } from "#src/ui/reader.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { toast } from "#src/ui/toast.tsx";
import { actOnRound, feedbackKeys, type RoundAct } from "./feedback-queries.ts";
import { strings } from "./strings.ts";
import { firstName } from "./who-sees.tsx";

/** Who answered, and what whoever asked them may do: remind, ask one more, close, call off. */
export function StarterPart({ view }: { view: RoundView }) {
  const queryClient = useQueryClient();
  const [running, setRunning] = useState<string>();
  const waiting = view.asked - view.answered;
  const missing = Math.max(0, fewestAnswers - view.answered);
  const run = async (act: RoundAct, done: string, colleagueId?: string) => {
    setRunning(colleagueId ?? act);
    try {
      const body = colleagueId === undefined ? undefined : { colleagueIds: [colleagueId] };
      await actOnRound(view.roundId, act, newIdempotencyKey(), body);
      toast.success(done);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
    }
    setRunning(undefined);
    await queryClient.invalidateQueries({ queryKey: feedbackKeys.all() });
  };
  return (
    <TaskSection>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-md font-semibold">{strings.who}</h2>
        <p className="num text-sm text-muted">{strings.answered(view.answered, view.asked)}</p>
      </div>
      <Colleagues view={view} />
      <p className="mt-3 text-sm text-muted">{missing > 0 ? strings.needed(missing) : strings.readyToClose}</p>
      <div className="mt-4 flex flex-wrap gap-2">
        {missing === 0 ? (
          <AlertDialog
            actionLabel={strings.close}
            cancelLabel={strings.cancel}
            description={strings.closeHelp(waiting)}
            onAction={() => run("close", strings.closed)}
            tone="primary"
            title={strings.closeTitle(firstName(view.studentName), view.answered)}
            trigger={
              <Button variant={view.own && !view.own.answeredAt ? "secondary" : "primary"}>{strings.close}</Button>
            }
          />
        ) : null}
        {view.colleagues.some(({ isOwn, answeredAt }) => !isOwn && answeredAt === null) ? (
          <Button loading={running === "remind"} onClick={() => void run("remind", strings.remindedDone)}>
            {strings.remind}
          </Button>
        ) : null}
        {view.others.map(({ id, name }) => (
          <Button key={id} loading={running === id} onClick={() => void run("asked", strings.sent(1), id)}>
            {strings.addAsked(name)}
          </Button>
        ))}
        <AlertDialog
          actionLabel={strings.callOff}
          cancelLabel={strings.cancel}
          description={strings.callOffHelp}
          onAction={() => run("call-off", strings.calledOff)}
          title={strings.callOffTitle}
          trigger={
            <Button className="text-danger" variant="ghost">
              {strings.callOff}
            </Button>
          }
        />
      </div>
    </TaskSection>
  );
}

function Colleagues({ view }: { view: RoundView }) {
  const dates = useDates();
  return (
    <ul className="mt-2 divide-y divide-separator">
      {view.colleagues.map(({ id, name, isOwn, answeredAt, remindedAt }) => {
        const Icon = answeredAt ? CircleCheck : CircleDashed;
        return (
          <li className="flex min-h-11 items-center gap-3 py-1.5" key={id}>
            <Icon aria-hidden className={cn("size-5 shrink-0", answeredAt ? "text-success" : "text-muted")} />
            <span className="min-w-0 flex-1">{isOwn ? strings.you(name) : name}</span>
            <span className="num shrink-0 text-end text-sm text-muted" suppressHydrationWarning>
              {answeredAt
                ? strings.hasAnswered
                : remindedAt
                  ? strings.reminded(dates.relative(remindedAt))
                  : strings.waiting}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
