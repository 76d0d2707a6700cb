"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell, Flag } from "lucide-react";
import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { MatrixAnswer, MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import { standingWords } from "#src/features/cohort-matrix/values.ts";
import type { CompetencyAnswer } from "#src/features/progress/schema.ts";
import { competencyQuery } from "#src/features/progress/ui/progress-queries.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import { remindStudent } from "#src/features/student-messages/ui/reminder-queries.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { AnchoredPopover } from "#src/ui/anchored-popover.tsx";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatLevel, Level, Pips } from "#src/ui/level.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { Status } from "#src/ui/status.tsx";
import { toast } from "#src/ui/toast.tsx";
import { cellStrings as strings } from "./strings.ts";

export type CellPopoverProps = {
  anchor: HTMLElement | null;
  student: MatrixRow | undefined;
  column: number;
  matrix: MatrixAnswer;
  studentsHref: string;
  canRemind: boolean;
  onClose: () => void;
  returnFocusTo: () => HTMLElement | null;
};

/** Standings that have the icon of a state. */
const iconOf: Partial<Record<StandingName, string>> = { COMPLETED: "ACHIEVED", NOT_ENOUGH_EVIDENCE: "IN_PROGRESS" };

/** Where a student stands in a competency, what is missing, and how it came to be. */
export function CellPopover({
  anchor,
  student,
  column,
  matrix,
  studentsHref,
  canRemind,
  onClose,
  returnFocusTo,
}: CellPopoverProps) {
  const competency = matrix.frame.competencies[column];
  const cell = student?.cells[column];
  const standing = cell && matrix.standings[cell[1]];
  if (!student || !competency || !cell || !standing) return null;
  return (
    <AnchoredPopover
      anchor={anchor}
      className="w-[360px]"
      onClose={onClose}
      returnFocusTo={returnFocusTo}
      title={[competency.code, competency.name].filter(Boolean).join(" ")}
    >
      <p className="text-sm text-muted">{strings.about(student.name, student.number, student.placement)}</p>
      <History
        assignmentId={cell[0]}
        status={<Status status={iconOf[standing] ?? standing} word={standingWords[standing]} />}
        studentId={student.studentId}
      />
      <div className="mt-3 flex items-center justify-between gap-2 border-t border-separator pt-3">
        {canRemind && standing === "OVERDUE" ? <Remind student={student} /> : <span />}
        <LinkButton href={`${studentsHref}/${student.studentId}/competencies/${encodeURIComponent(cell[0])}`}>
          {strings.open}
        </LinkButton>
      </div>
    </AnchoredPopover>
  );
}

function History({
  studentId,
  assignmentId,
  status,
}: {
  studentId: string;
  assignmentId: string;
  status: React.ReactNode;
}) {
  const query = useQuery(competencyQuery(studentId, assignmentId));
  if (query.isError) {
    return (
      <div className="mt-3">
        {status}
        <p className="mt-2 text-sm">{strings.failed}</p>
        <Button className="mt-2" loading={query.isFetching} onClick={() => void query.refetch()}>
          {strings.tryToLoad}
        </Button>
      </div>
    );
  }
  return (
    <>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        {status}
        {query.data ? <When competency={query.data} /> : null}
      </p>
      {query.data ? <Details competency={query.data} /> : <Waiting />}
    </>
  );
}

function Waiting() {
  return (
    <div role="status">
      <span className="sr-only">{strings.loading}</span>
      <Skeleton className="mt-3 h-24 rounded-ctl" />
      <Skeleton className="mt-3 h-4 w-32" />
      <Skeleton className="mt-2 h-4 w-full" />
    </div>
  );
}

function When({ competency: { dueOn, expiresOn, completedOn } }: { competency: CompetencyAnswer }) {
  const day = expiresOn ?? (completedOn === null ? dueOn : null);
  if (day === null) return null;
  return (
    <span>
      {expiresOn === null ? strings.due : strings.expires} <DateText kind="longDay" value={day} />
    </span>
  );
}

const shownEvidence = 5;

function Details({ competency }: { competency: CompetencyAnswer }) {
  const { scale, result, resultLabel, nextStep, evidence } = competency;
  const items = evidence.items.slice(0, shownEvidence);
  const more = evidence.items.length - items.length;
  const level = { max: scale.max, target: scale.target, scale: { ...scale, minValue: scale.min, maxValue: scale.max } };
  return (
    <>
      <div className="mt-3 rounded-ctl bg-surface-secondary p-3 text-sm">
        <div className="flex items-center justify-between gap-2">
          <span className="text-muted">{strings.levelNow}</span>
          <Level {...level} value={result} word={resultLabel === null ? undefined : shortLevelWord(resultLabel)} />
        </div>
        <p className="mt-2 flex gap-2 border-t border-separator pt-2">
          <Flag aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <span>{nextStep}</span>
        </p>
      </div>
      <h3 className="mt-3 text-sm font-semibold">{strings.history}</h3>
      {items.length === 0 ? <p className="mt-1 text-sm text-muted">{strings.noHistory}</p> : null}
      <ul className="divide-y divide-separator text-sm">
        {items.map(({ evaluationId, observedAt, evaluator, value, valueLabel }) => (
          <li className="flex items-center gap-3 py-1.5" key={evaluationId}>
            <DateText className="w-16 shrink-0 text-muted" kind="day" value={observedAt} />
            <span className="min-w-0 flex-1 truncate">{evaluator}</span>
            {value === null ? null : (
              <span className="num flex items-center gap-2 whitespace-nowrap text-muted">
                {scale.kind === "BINARY" ? null : <Pips filled={Math.floor(value)} max={Math.round(scale.max)} />}
                {levelWords(scale, value, valueLabel)}
              </span>
            )}
          </li>
        ))}
      </ul>
      {more > 0 || evidence.nextCursor !== null ? (
        <p className="mt-1 text-xs text-muted">{strings.more(Math.max(more, 1))}</p>
      ) : null}
    </>
  );
}

/** "3 · Indirect". */
function levelWords({ kind }: CompetencyAnswer["scale"], value: number, label: string | null): string {
  const word = label === null ? formatLevel(value) : shortLevelWord(label);
  return kind === "ORDINAL" && label !== null ? strings.levelWord(formatLevel(value), word) : word;
}

function Remind({ student: { studentId, name } }: { student: MatrixRow }) {
  const [isSending, setSending] = useState(false);
  // A second press after a lost answer repeats the first.
  const [key, setKey] = useState(newIdempotencyKey);
  const remind = async () => {
    setSending(true);
    try {
      await remindStudent(studentId, key);
      toast.success(strings.reminded(name));
      setKey(newIdempotencyKey());
    } catch (error) {
      const description = error instanceof Problem ? error.detail : strings.tryAgain;
      toast.error(strings.remindFailed(name), { description });
    } finally {
      setSending(false);
    }
  };
  return (
    <Button icon={<Bell aria-hidden />} loading={isSending} onClick={() => void remind()}>
      {strings.remind}
    </Button>
  );
}
