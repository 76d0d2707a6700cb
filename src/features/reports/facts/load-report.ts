import { AppError } from "#src/errors.ts";
import { findTrends } from "#src/features/analytics/find-trends.ts";
import { loadNames } from "#src/features/analytics/load-names.ts";
import { loadStudents } from "#src/features/analytics/load-students.ts";
import { readStandards } from "#src/features/analytics/read-accreditation.ts";
import { summarize } from "#src/features/analytics/summarize.ts";
import { partsOf } from "#src/features/analytics/timeframe.ts";
import type { Metric } from "#src/features/analytics/values.ts";
import { countNotInTime, selectNotInTime } from "#src/features/predictions/queries.ts";
import { accreditationSection } from "#src/features/reports/building/accreditation.ts";
import { cohortSection } from "#src/features/reports/building/cohort-summary.ts";
import { coverageSection } from "#src/features/reports/building/coverage.ts";
import { evaluatorSection } from "#src/features/reports/building/evaluators.ts";
import { hoursSection } from "#src/features/reports/building/hours.ts";
import {
  count,
  type Frame,
  type ReportModel,
  type ReportSection,
  section,
} from "#src/features/reports/building/model.ts";
import { transcriptSection } from "#src/features/reports/building/transcript.ts";
import type { ReportScope } from "#src/features/reports/facts/load-scope.ts";
import {
  countEntries,
  type EntryLine,
  selectCoverage,
  selectEntries,
  selectEvaluators,
  selectHours,
  selectRotationHours,
  selectSamples,
  selectStudents,
  type Within,
} from "#src/features/reports/facts/queries.ts";
import type { AskedSection, Question } from "#src/features/reports/schema.ts";
import { kindSpecs } from "#src/features/reports/values.ts";
import { selectHead, selectLines } from "#src/features/transcripts/queries.ts";
import { transcriptOf } from "#src/features/transcripts/transcript-of.ts";
import { dayIn, dayWords, timeIn } from "#src/lib/day.ts";
import { type Access, type Listing, ofStudent } from "#src/platform/db/access-row.ts";
import { readReplica } from "#src/platform/db/replica.ts";
import type { RowOf } from "#src/platform/db/statement.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";
import type { UserActor } from "#src/policy/actor.ts";

export type Asker = { actor: UserActor; name: string; requestId: string; at: Date };

/**
 * The report that a question asks for, from facts that the asker may read: every statement runs under their own policies
 * and leaves the access rows that reading on a page would.
 */
export async function loadReport(asker: Asker, question: Question, scope: ReportScope): Promise<ReportModel> {
  const { subject, school, timeZone, today, timeframe } = scope;
  const made = `${dayWords(dayIn(asker.at, timeZone))} at ${timeIn(asker.at, timeZone)}`;
  const frame: Frame = { question, school, timeZone, today, ...timeframe, made };
  const build = await builderOf(asker, frame, scope);
  const shown = question.sections.filter((asked) => asked.shown);
  const students = subject?.students ?? 0;
  const days = kindSpecs[question.kind].hasPeriod
    ? `${dayWords(timeframe.from)} to ${dayWords(timeframe.to)}`
    : `Up to ${dayWords(today)}`;
  const about = subject && (subject.scope === "student" && !question.showNames ? "One student" : subject.name);
  return {
    title: question.title,
    kind: kindSpecs[question.kind].word,
    subtitle: [about, subject?.scope === "cohort" ? count(students, "student") : "", days].filter(Boolean).join(" · "),
    school,
    footer: [
      `${question.title}. Made on ${made} by ${asker.name}.`,
      "Figures count what was signed and approved up to then, and what its maker may see.",
    ],
    sections: shown.flatMap((asked) => (asked.id === "text" ? textSection(asked) : (build(asked) ?? []))),
    students,
  };
}

function textSection({ text = "" }: AskedSection): ReportSection[] {
  const sentences = text.split(/\n+/).filter((line) => line.trim() !== "");
  return sentences.length === 0 ? [] : [section("text", "", { sentences })];
}

type Build = (asked: AskedSection) => ReportSection | undefined;

async function builderOf(asker: Asker, frame: Frame, scope: ReportScope): Promise<Build> {
  switch (frame.question.kind) {
    case "COHORT_SUMMARY": {
      const given = await loadCohort(asker, frame, scope);
      return (asked) => cohortSection(frame, asked, given);
    }
    case "COVERAGE": {
      const lines = await read(asker, frame, scope, (tx, within) => tx.query(selectCoverage, within));
      return (asked) => coverageSection(frame, asked, lines);
    }
    case "HOURS": {
      const [students, rotations, [entries]] = await read(asker, frame, scope, (tx, within) =>
        Promise.all([
          tx.query(selectHours, within),
          tx.query(selectRotationHours, within),
          tx.query(countEntries, within),
        ]),
      );
      const within = withinOf(frame, scope);
      const given = {
        students,
        rotations,
        entries: entries?.count ?? 0,
        readEntries: () => entriesOf(asker.actor, within),
      };
      return (asked) => hoursSection(frame, asked, given);
    }
    case "EVALUATORS": {
      const isOwnOnly = asker.actor.role === "CLINICAL_SUPERVISOR";
      const onlyId = isOwnOnly ? asker.actor.userId : null;
      const lines = await read(asker, frame, scope, (tx, within) => tx.query(selectEvaluators, { ...within, onlyId }));
      return (asked) => evaluatorSection(frame, asked, { lines, isOwnOnly });
    }
    case "TRANSCRIPT": {
      const studentId = scope.subject?.id ?? "";
      const [[found], lines] = await read(asker, frame, scope, (tx) =>
        Promise.all([tx.query(selectHead, { studentId }), tx.query(selectLines, { studentId })]),
      );
      if (!found) throw new AppError("not_found", "There is no such student.");
      const { schoolId: _, isSupervisor: __, name, number, program, cohort, ...counts } = found;
      const transcript = transcriptOf(
        { student: { name, number, program, cohort }, school: frame.school, ...counts },
        lines,
      );
      return (asked) => transcriptSection(frame, asked, transcript);
    }
    case "ACCREDITATION": {
      const answer = await readStandards(asker, { standardsId: scope.standardsId ?? undefined });
      const ids = [...new Set(answer.standards.flatMap(({ competencies }) => competencies.map(({ id }) => id)))];
      const samples = await readAs(asker.actor, (tx) => tx.query(selectSamples, { competencyIds: ids }), {
        what: "report",
        requestId: asker.requestId,
        count: (lines) => lines.length,
        filter: { standardsId: scope.standardsId },
      });
      return (asked) => accreditationSection(frame, asked, { answer, samples });
    }
  }
}

const metrics: ReadonlySet<Metric> = new Set<Metric>([
  "completion",
  "pace",
  "ratings",
  "overdue",
  "turnaround",
  "feedback",
  "evaluator-spread",
  "hours",
]);

async function loadCohort(asker: Asker, frame: Frame, scope: ReportScope) {
  const { subject } = scope;
  if (!subject) throw new AppError("not_found", "There is no such cohort.");
  const { timeframe } = scope;
  const wantsLate = frame.question.sections.some(({ id, shown }) => id === "notInTime" && shown);
  const [facts, students, [counts], lines] = await read(asker, frame, scope, (tx, within) =>
    Promise.all([
      loadStudents(tx, subject, timeframe, partsOf(timeframe), metrics),
      tx.query(selectStudents, within),
      wantsLate ? tx.query(countNotInTime, { schoolId: scope.schoolId, studentIds: within.studentIds }) : [],
      wantsLate ? tx.query(selectNotInTime, { studentIds: within.studentIds }) : [],
    ]),
  );
  const named = { ...facts, names: await readAs(asker.actor, (tx) => loadNames(tx, facts)) };
  return {
    facts: named,
    summary: summarize(named, metrics, asker.actor),
    trends: findTrends(named, metrics),
    students,
    notInTime: { ...(counts ?? { isOn: false, open: 0, unknown: 0 }), lines },
  };
}

function withinOf({ from, to, timeZone }: Frame, { subject }: ReportScope): Within {
  return { studentIds: [...(subject?.studentIds ?? [])], timeZone, from, to };
}

async function read<T>(
  { actor, requestId }: Asker,
  frame: Frame,
  scope: ReportScope,
  fn: (tx: Tx, within: Within) => Promise<T>,
): Promise<T> {
  const { result } = await readReplica(actor, (tx) => fn(tx, withinOf(frame, scope)), accessOf(requestId, scope));
  return result;
}

/** The row that whoever makes, previews or takes the report leaves. */
export function accessOf(requestId: string, { subject, standardsId }: ReportScope): Access | Listing<unknown> {
  if (subject?.scope === "student") return { subject: ofStudent(subject.id), what: "report", requestId };
  return {
    what: "report",
    requestId,
    count: () => subject?.students ?? 0,
    filter: { cohortId: subject?.id, standardsId },
  };
}

const entriesAtOnce = 1_000;

async function* entriesOf(actor: UserActor, within: Within): AsyncGenerator<EntryLine> {
  for (let last: RowOf<typeof selectEntries> | undefined, isMore = true; isMore; ) {
    const place = { afterAt: last?.startedAt ?? null, afterId: last?.id ?? null, limit: entriesAtOnce };
    const lines = await readAs(actor, (tx) => tx.query(selectEntries, { ...within, ...place }));
    for (const { schoolId, activity, ...line } of lines) {
      yield { ...line, activity: openText(sealedFields.hoursActivity, { schoolId, rowId: line.id }, activity) };
    }
    last = lines.at(-1);
    isMore = lines.length === entriesAtOnce;
  }
}
