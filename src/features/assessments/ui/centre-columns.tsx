import { Paperclip } from "lucide-react";
import type { ReactNode } from "react";
import type { CentreLine } from "#src/features/assessments/schema.ts";
import type { CentreSort, CentreTab } from "#src/features/assessments/values.ts";
import { cn } from "#src/ui/cn.ts";
import type { Column } from "#src/ui/data-table/data-table.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { Person } from "#src/ui/person.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Status } from "#src/ui/status.tsx";
import { hrefOf } from "./assessment-queries.ts";
import { centreStrings as strings } from "./centre-strings.ts";
import { DueText } from "./queue-rows.tsx";

type Sorted = { id: CentreSort; header: string; cell: (line: CentreLine) => ReactNode } & Partial<Column<CentreLine>>;

/** A column whose id is its key in the server's sort. */
const sorted = (column: Sorted): Column<CentreLine> => ({ ...column, sortsOnServer: true });

const none = <span className="text-muted">{strings.none}</span>;

const day = (value: string | null) => (value ? <DateText className="whitespace-nowrap" value={value} /> : none);

const student = sorted({
  id: "student",
  header: strings.student,
  phone: "title",
  cell: (line) => (
    <Person
      link={
        <RowLink data-student-id={line.studentId} href={hrefOf(line)}>
          {line.studentName}
        </RowLink>
      }
      meta={<span className="@2xl:hidden">{line.competencyName}</span>}
      name={line.studentName}
    />
  ),
});

const competency = sorted({
  id: "competency",
  header: strings.competency,
  phone: "hidden",
  cell: (line) => (
    <span className={cn("line-clamp-2", line.state === "VOIDED" && "line-through")}>{line.competencyName}</span>
  ),
});

const level = sorted({
  id: "level",
  header: strings.level,
  cell: (line) =>
    line.state === "VOIDED" ? (
      <span className="text-muted">{strings.notCounted}</span>
    ) : (
      <Rating
        kind={line.scaleKind}
        label={line.levelLabel}
        max={line.maxRating}
        target={line.targetRating}
        value={line.level}
      />
    ),
});

const target = sorted({
  id: "target",
  header: strings.target,
  wideOnly: true,
  phone: "hidden",
  cell: (line) => {
    if (line.level === null || line.state === "VOIDED" || line.scaleKind === "BINARY") return none;
    const distance = line.targetRating - line.level;
    return distance <= 0 ? (
      <span className="whitespace-nowrap text-success">{strings.met}</span>
    ) : (
      <span className="whitespace-nowrap text-muted">{strings.below(formatLevel(distance))}</span>
    );
  },
});

/** The statuses whose icon and colour a state has. */
const looks = { AMENDED: "SUPERSEDED", NOT_COUNTERSIGNED: "NEEDS_INFO", COUNTERSIGNED: "APPROVED" } as const;

const state = sorted({
  id: "state",
  header: strings.state,
  phone: "corner",
  cell: ({ state, hasFiles }) => (
    <span className="inline-flex items-center gap-2">
      {state === null ? null : state === "SUBMITTED" ? (
        <span className="text-sm text-muted">{strings.stateWords.SUBMITTED}</span>
      ) : (
        <Status status={state in looks ? looks[state as keyof typeof looks] : state} word={strings.stateWords[state]} />
      )}
      {hasFiles ? <Paperclip aria-label={strings.hasFiles} className="size-4 text-muted" role="img" /> : null}
    </span>
  ),
});

/** Each tab's own columns. */
export const centreColumns: Record<CentreTab, readonly Column<CentreLine>[]> = {
  requested: [
    student,
    competency,
    sorted({ id: "asked", header: strings.asked, cell: (line) => day(line.askedAt) }),
    sorted({ id: "happened", header: strings.happened, wideOnly: true, cell: (line) => day(line.happenedAt) }),
    sorted({
      id: "answerBy",
      header: strings.answerBy,
      cell: (line) =>
        line.answerBy ? <DateText className="whitespace-nowrap" kind="day" value={line.answerBy} /> : none,
    }),
  ],
  drafts: [
    student,
    competency,
    sorted({ id: "saved", header: strings.saved, cell: (line) => day(line.savedAt) }),
    {
      id: "missing",
      header: strings.missing,
      cell: (line) => strings.missingWords(line.hasLevel, line.hasWords) || strings.nothingMissing,
    },
  ],
  due: [
    student,
    competency,
    sorted({
      id: "due",
      header: strings.due,
      cell: (line) => (line.dueOn ? <DueText className="whitespace-nowrap" dueOn={line.dueOn} /> : none),
    }),
    sorted({
      id: "assessed",
      phone: "hidden",
      header: strings.assessed,
      wideOnly: true,
      cell: (line) => day(line.assessedAt),
    }),
  ],
  submitted: [
    student,
    competency,
    level,
    target,
    sorted({ id: "observed", header: strings.observed, cell: (line) => day(line.happenedAt) }),
    state,
  ],
  countersign: [
    student,
    competency,
    sorted({ id: "author", header: strings.author, cell: (line) => line.author ?? none }),
    level,
    sorted({ id: "submitted", header: strings.submitted, cell: (line) => day(line.submittedAt) }),
  ],
};
