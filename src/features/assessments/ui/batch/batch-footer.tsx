"use client";

import { Button } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { batchStrings as strings } from "./batch-strings.ts";
import type { Counts } from "./batch-values.ts";
import type { Batch } from "./use-batch.ts";

type BatchFooterProps = {
  by: "student" | "competency";
  counts: Counts;
  total: number;
  batch: Pick<Batch, "progress" | "outcome">;
  doneHref: string;
  onGo: (id: string) => void;
  onSubmit: () => void;
};

/** What is ready and what is not, each count leading to its first row; then what became of it. */
export function BatchFooter({ by, counts, total, batch, doneHref, onGo, onSubmit }: BatchFooterProps) {
  const { progress, outcome } = batch;
  const ready = counts.ready.count;
  const isOver = ready === 0 && counts.sent.count > 0 && counts.error.count + counts.refused.count === 0;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-x-4 gap-y-2 max-md:flex-wrap">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-5 gap-y-1 max-md:basis-full">
        {progress ? (
          <Share label={strings.sending(progress.sent, progress.all)} share={progress.sent / progress.all} />
        ) : outcome ? (
          <Share
            label={strings.submitted(outcome.sent.length, outcome.all)}
            share={outcome.all === 0 ? 0 : outcome.sent.length / outcome.all}
          />
        ) : (
          <Share label={strings.ready(ready, total)} share={total === 0 ? 0 : ready / total} />
        )}
        <Parts by={by} counts={counts} onGo={onGo} />
      </div>
      {isOver && !progress ? (
        <LinkButton className="max-md:flex-1" href={doneHref} size="lg" variant="primary">
          {strings.done}
        </LinkButton>
      ) : (
        <Button
          className="min-w-0 max-md:flex-1"
          disabled={ready === 0 && !progress}
          loading={progress !== undefined}
          onClick={onSubmit}
          size="lg"
          variant="primary"
        >
          {strings.submit(progress ? progress.all : ready)}
        </Button>
      )}
    </div>
  );
}

function Share({ label, share }: { label: string; share: number }) {
  return (
    <div className="w-44 shrink-0 max-md:w-full">
      <p className="num text-base font-medium" role="status">
        {label}
      </p>
      <ProgressBar className="mt-1" label={strings.readyShare} value={share * 100} valueText={label} />
    </div>
  );
}

function Parts({ counts, by, onGo }: { counts: Counts; by: "student" | "competency"; onGo: (id: string) => void }) {
  const faults = counts.error.count + counts["too-long"].count;
  const parts = [
    { count: faults, words: strings.toCorrect, id: counts.error.firstId ?? counts["too-long"].firstId, isFault: true },
    { count: counts.refused.count, words: strings.refusedCount, id: counts.refused.firstId, isFault: true },
    { count: counts.none.count, words: strings.withoutLevel, id: counts.none.firstId },
    {
      count: counts.absent.count,
      words: by === "student" ? strings.absentCount : strings.leftOutCount,
      id: counts.absent.firstId,
    },
    { count: counts.blocked.count, words: strings.blockedCount, id: counts.blocked.firstId },
  ].filter(({ count }) => count > 0);
  return (
    <p className="flex flex-wrap gap-x-1.5 text-sm">
      {parts.map(({ count, words, id, isFault }, index) => (
        <span key={words(0)}>
          <button
            className={`rounded-sm underline-offset-2 hover:underline touch:inline-flex touch:min-h-6 touch:items-center ${isFault ? "font-medium text-danger" : "text-muted"}`}
            onClick={() => id && onGo(id)}
            type="button"
          >
            {words(count)}
          </button>
          {index < parts.length - 1 ? <span className="text-muted">,</span> : null}
        </span>
      ))}
    </p>
  );
}
