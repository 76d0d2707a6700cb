"use client";

import { ArrowDown, ArrowRight, ChevronDown, ChevronRight, PencilLine, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { MigrationLine, MigrationStudent } from "#src/features/framework-migrations/schema.ts";
import { fieldWords } from "#src/features/framework-migrations/ui/field-strings.ts";
import type { LineKind } from "#src/features/framework-migrations/values.ts";
import { Badge, type BadgeTone } from "#src/ui/badge.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Status } from "#src/ui/status.tsx";
import { kindWords, stateWords, strings } from "./strings.ts";

type StudentRowProps = {
  student: MigrationStudent;
  version: string;
  isLeftOut: boolean;
  onLeaveOut: ((studentId: string, isOut: boolean) => void) | undefined;
  act: ReactNode;
};

/** One student of a move: the sums, and below them each competency that changes. */
export function StudentRow({ student, version, isLeftOut, onLeaveOut, act }: StudentRowProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { name, studentNumber, completed, total, state } = student;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="px-5 py-2 max-md:px-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {onLeaveOut ? (
          <Checkbox
            checked={!isLeftOut}
            hideLabel
            label={strings.take(name)}
            onChange={(event) => onLeaveOut(student.studentId, !event.target.checked)}
          />
        ) : null}
        <button
          aria-controls={id}
          aria-expanded={isOpen}
          aria-label={strings.open(name)}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-2 rounded-ctl text-start"
          onClick={() => setOpen(!isOpen)}
          type="button"
        >
          <Chevron aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
          <span className="min-w-0">
            <span className="block truncate font-medium">{name}</span>
            <span className="num block text-xs text-muted">{studentNumber}</span>
          </span>
        </button>
        <p className="num flex items-center gap-1.5 text-sm">
          <span className="sr-only">
            {strings.completedWords(completed.before, total.before, completed.after, total.after)}
          </span>
          <span aria-hidden className="text-muted">
            {completed.before} / {total.before}
          </span>
          <ArrowRight aria-hidden className="size-3.5 text-muted rtl:rotate-180" />
          <span aria-hidden className="font-semibold">
            {completed.after} / {total.after}
          </span>
        </p>
        <dl className="num grid grid-cols-5 gap-x-3 text-center text-sm max-md:w-full">
          <Sum term={strings.same} value={student.same} />
          <Sum term={strings.changed} value={student.changed} />
          <Sum term={strings.added} value={student.added} />
          <Sum term={strings.retired} value={student.retired} />
          <Sum isBad term={strings.below} value={student.below} />
        </dl>
        {state === "PLANNED" ? null : (
          <span className="flex items-center gap-2 text-sm text-muted">
            {student.refusal ? strings.refusals[student.refusal] : stateWords[state]}
            {act}
          </span>
        )}
      </div>
      <div hidden={!isOpen} id={id}>
        {isOpen ? <Lines same={student.same} student={student} version={version} /> : null}
      </div>
    </li>
  );
}

function Sum({ term, value, isBad = false }: { term: string; value: number; isBad?: boolean }) {
  return (
    <div className="min-w-14">
      <dt className="text-xs text-muted">{term}</dt>
      <dd className={isBad && value > 0 ? "flex items-center justify-center gap-0.5 font-semibold text-danger" : ""}>
        {isBad && value > 0 ? <ArrowDown aria-hidden className="size-3.5" /> : null}
        {value}
      </dd>
    </div>
  );
}

const looks: Record<LineKind, { tone: BadgeTone; icon: ReactNode }> = {
  BELOW: { tone: "danger", icon: <ArrowDown aria-hidden /> },
  CHANGED: { tone: "accent", icon: <PencilLine aria-hidden /> },
  ADDED: { tone: "success", icon: <Plus aria-hidden /> },
  RETIRED: { tone: "neutral", icon: <Trash2 aria-hidden /> },
  SAME: { tone: "outline", icon: null },
};

function Lines({ student, same, version }: { student: MigrationStudent; same: number; version: string }) {
  return (
    <div className="mt-1 mb-2 rounded-ctl border border-separator">
      <ul className="divide-y divide-separator text-sm">
        {student.lines.map((line) => (
          <li
            className="grid gap-x-4 gap-y-1 px-4 py-2.5 md:grid-cols-[minmax(0,1.4fr)_8rem_minmax(0,1fr)_minmax(0,1.2fr)]"
            key={`${line.kind} ${line.competencyId}`}
          >
            <span className="font-medium">
              {line.code ? <span className="num me-2 text-muted">{line.code}</span> : null}
              {line.name}
            </span>
            <span>
              <Badge icon={looks[line.kind].icon} tone={looks[line.kind].tone}>
                {kindWords[line.kind]}
              </Badge>
            </span>
            <Before line={line} />
            <After line={line} version={version} />
          </li>
        ))}
      </ul>
      <p className="border-t border-separator px-4 py-2.5 text-sm text-muted">{strings.sameRest(same)}</p>
    </div>
  );
}

function Before({ line }: { line: MigrationLine }) {
  return (
    <span className="num flex flex-col gap-0.5 text-muted">
      <span className="text-xs">{strings.now}</span>
      {line.before ? (
        <>
          <Status status={line.before.status} />
          {line.before.status === "NOT_STARTED" ? null : (
            <span>{strings.level(line.before.result, line.before.target)}</span>
          )}
        </>
      ) : (
        <span aria-hidden>–</span>
      )}
    </span>
  );
}

function After({ line, version }: { line: MigrationLine; version: string }) {
  return (
    <span className="num flex flex-col gap-0.5">
      <span className="text-xs text-muted">{strings.later(version)}</span>
      {line.after ? (
        <>
          <Status status={line.after.status} />
          {line.after.status === "NOT_STARTED" ? null : (
            <span>{strings.level(line.after.result, line.after.target)}</span>
          )}
        </>
      ) : (
        <span>{strings.noLonger}</span>
      )}
      {line.fields.map(({ field, before, after }) => (
        <span className="text-muted" key={field}>
          {strings.field(fieldWords[field], before, after)}
        </span>
      ))}
      {line.before ? <span className="text-muted">{strings.kept(line.evidence)}</span> : null}
      {line.notCounted > 0 ? <span className="text-warning">{strings.notCounted(line.notCounted)}</span> : null}
    </span>
  );
}
