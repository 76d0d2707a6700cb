"use client";

import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { strings } from "./strings.ts";

type Act = SubmissionAnswer["acts"][number];

/** What was said about a submission and what became of it, in time. */
export function Conversation({ submission: { acts } }: { submission: Pick<SubmissionAnswer, "acts"> }) {
  const last = acts.findLast(({ evidence }) => evidence !== null);
  const first = acts.find(({ evidence }) => evidence !== null);
  return (
    <TaskSection>
      <h2 className="mb-3 font-semibold">{strings.conversation}</h2>
      <ol className="flex flex-col gap-4">
        {acts.map((act) => (
          <Said act={act} isAgain={act.act === "SUBMITTED" && act !== first} isLast={act === last} key={act.id} />
        ))}
      </ol>
    </TaskSection>
  );
}

function Said({ act, isAgain, isLast }: { act: Act; isAgain: boolean; isLast: boolean }) {
  return (
    <li className="flex gap-3">
      <Avatar name={act.by} size="sm" />
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          <span className="font-medium">{act.by}</span> {isAgain ? strings.submittedAgain : strings.acts[act.act]}
          <span className="text-sm text-muted">
            {" · "}
            <DateText className="text-muted" kind="day" value={act.at} />
            {", "}
            <DateText className="text-muted" kind="time" value={act.at} />
          </span>
        </p>
        {act.words ? <p className="mt-1 max-w-[66ch] whitespace-pre-line wrap-anywhere">{act.words}</p> : null}
        {act.evidence !== null && !isLast ? (
          <details className="mt-1">
            <summary className="cursor-pointer rounded-sm text-sm text-muted hover:text-foreground touch:py-2">
              {strings.asItWas}
            </summary>
            <p className="mt-1 max-w-[66ch] whitespace-pre-line wrap-anywhere">{act.evidence || strings.noWords}</p>
          </details>
        ) : null}
      </div>
    </li>
  );
}
