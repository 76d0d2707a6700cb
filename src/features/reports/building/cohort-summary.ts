import type { Facts } from "#src/features/analytics/facts.ts";
import type { Summary, Trend } from "#src/features/analytics/schema.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import {
  count,
  type Frame,
  figure,
  hoursOf,
  type ReportSection,
  section,
} from "#src/features/reports/building/model.ts";
import { type NotInTimeFacts, notInTimeSection } from "#src/features/reports/building/not-in-time.ts";
import { byName, byNumber, tableOf } from "#src/features/reports/building/table-of.ts";
import type { StudentLine } from "#src/features/reports/facts/queries.ts";
import type { AskedSection, Figure, ReportChart } from "#src/features/reports/schema.ts";
import { shortDayWords } from "#src/lib/day.ts";

export type CohortFacts = {
  facts: Pick<Facts, "plans">;
  summary: Summary;
  trends: readonly Trend[];
  students: readonly StudentLine[];
  notInTime: NotInTimeFacts;
};

/** The parts of a cohort's summary, each as it is asked for. */
export function cohortSection(frame: Frame, asked: AskedSection, given: CohortFacts): ReportSection | undefined {
  switch (asked.id) {
    case "summary":
      return section("summary", "Summary", { figures: summaryFigures(given.summary) });
    case "progress":
      return progressSection(given);
    case "categories":
      return categorySection(given.summary);
    case "students":
      return studentsSection(frame, asked, given.students);
    case "assessments":
      return assessmentsSection(given);
    case "hours":
      return section("hours", "Hours", { figures: hoursFigures(given.summary) });
    case "notInTime":
      return notInTimeSection(frame, asked, given.notInTime);
  }
  return undefined;
}

function summaryFigures({ completion, overdue, ratings, pace, students }: Summary): Figure[] {
  return [
    figure("Students", students),
    figure("Completed", completion ? { part: completion.completed, of: completion.total } : null),
    figure("Share completed", completion?.percentage ?? null, "%"),
    ...(pace?.planned == null ? [] : [figure("Planned by today", pace.planned)]),
    figure("Overdue", overdue?.competencies ?? 0),
    figure("Students with overdue", overdue?.students ?? 0),
    figure("Assessments", ratings?.assessments ?? 0),
  ];
}

function progressSection({ summary: { pace }, trends, students }: CohortFacts): ReportSection {
  const points = trends.find(({ metric }) => metric === "completion")?.points ?? [];
  const lines = points.map(({ to, value, planned }) => ({ to, completed: value ?? 0, planned: planned ?? null }));
  return section("progress", paceWords(pace), {
    sentences: [`Competencies completed by all ${count(students.length, "student")}, beside what is planned.`],
    chart: lines.length > 1 ? chartOf(lines) : null,
    table: {
      summary: "Competencies completed by each day, beside the plan",
      columns: [
        { id: "day", heading: "Day", kind: "day", none: "" },
        { id: "completed", heading: "Completed", kind: "number", none: "" },
        { id: "planned", heading: "Planned", kind: "number", none: "No plan" },
      ],
      groupHeading: null,
      rows: lines.map(({ to, completed, planned }) => ({ cells: [to, completed, planned] })),
      count: lines.length,
      isForSheets: lines.length > 1,
    },
  });
}

function paceWords(pace: Summary["pace"]): string {
  if (!pace || pace.difference === null) return "Progress";
  if (pace.difference === 0) return "The cohort is where its plan is";
  const amount = count(Math.abs(pace.difference), "competency", "competencies");
  return `The cohort is ${amount} ${pace.difference < 0 ? "behind" : "ahead of"} its plan`;
}

function chartOf(lines: readonly { to: string; completed: number; planned: number | null }[]): ReportChart {
  const top = Math.max(1, ...lines.flatMap(({ completed, planned }) => [completed, planned ?? 0]));
  const last = Math.max(1, lines.length - 1);
  const points = (of: (line: (typeof lines)[number]) => number | null) =>
    lines.flatMap((line, n) => {
      const value = of(line);
      return value === null ? [] : [{ x: n / last, y: value / top }];
    });
  const planned = points((line) => line.planned);
  const [first, end] = [lines[0], lines.at(-1)];
  return {
    kind: "lines",
    title: "Completed",
    alternative: `Completed competencies from ${first?.completed ?? 0} on ${shortDayWords(first?.to ?? "")} to ${end?.completed ?? 0} on ${shortDayWords(end?.to ?? "")}${end?.planned == null ? "" : `, planned ${end.planned}`}.`,
    lines: [
      { label: "Completed", isPlan: false, points: points((line) => line.completed) },
      ...(planned.length > 1 ? [{ label: "Plan", isPlan: true, points: planned }] : []),
    ],
    xLabels: [shortDayWords(first?.to ?? ""), shortDayWords(end?.to ?? "")],
    yLabels: ["0", String(top)],
  };
}

function categorySection({ completion }: Summary): ReportSection {
  const known = completion?.byCategory ?? [];
  // A category belongs to its framework: two that share a name are told apart by it.
  const shared = new Set(known.map(({ category }) => category).filter((one, n, all) => all.indexOf(one) !== n));
  const lines = known.map((line) => ({
    ...line,
    label: shared.has(line.category) && line.framework ? `${line.category} (${line.framework})` : line.category,
  }));
  const least = lines
    .filter(({ percentage }) => percentage !== null)
    .reduce<(typeof lines)[number] | undefined>(
      (found, line) => (found === undefined || (line.percentage ?? 0) < (found.percentage ?? 0) ? line : found),
      undefined,
    );
  return section("categories", least && lines.length > 1 ? `Least is completed in ${least.label}` : "By category", {
    chart: {
      kind: "bars",
      title: "Completed by category",
      alternative: lines.map(({ label, completed, total }) => `${label}: ${completed} of ${total}`).join("; "),
      max: 1,
      bars: lines.map(({ label, completed, total }) => ({
        label,
        value: total === 0 ? 0 : completed / total,
        figure: `${completed.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")}`,
      })),
    },
    table: {
      summary: "Competencies completed by category",
      columns: [
        { id: "category", heading: "Category", kind: "text", none: "" },
        { id: "framework", heading: "Framework", kind: "text", none: "" },
        { id: "completed", heading: "Completed", kind: "share", none: "" },
        { id: "percentage", heading: "Percent", kind: "number", none: "" },
      ],
      groupHeading: null,
      rows: lines.map(({ category, framework, completed, total, percentage }) => ({
        cells: [category, framework, { part: completed, of: total }, percentage],
      })),
      count: lines.length,
      isForSheets: true,
    },
  });
}

function studentsSection(frame: Frame, asked: AskedSection, lines: readonly StudentLine[]): ReportSection {
  return section("students", asked.group === "site" ? "Students by site" : "Students", {
    sentences: lines.length === 0 ? ["No student of this cohort is in your sight today."] : [],
    table: tableOf(
      {
        question: frame.question,
        asked,
        summary: "Students with what they completed",
        columns: {
          student: { of: ({ name }) => name },
          number: { none: "None", of: ({ number }) => number },
          completed: { kind: "share", of: ({ completed, total }) => ({ part: completed, of: total }) },
          overdue: { kind: "number", of: ({ overdue }) => overdue },
          hours: { kind: "number", of: ({ approvedMinutes }) => hoursOf(approvedMinutes) },
          lastAssessed: { kind: "day", none: "Never", of: ({ lastAssessed }) => lastAssessed },
        },
        groups: { site: ({ site }) => site ?? "Not placed today" },
        sorts: {
          // They come by name, which a report without names must not give away.
          name: frame.question.showNames ? byName : byNumber,
          completed: (a, b) =>
            (overallProgress(a.completed, a.total) ?? 0) - (overallProgress(b.completed, b.total) ?? 0),
          overdue: (a, b) => b.overdue - a.overdue,
        },
      },
      asked.group === "site"
        ? lines.toSorted((a, b) => (siteOf(a) < siteOf(b) ? -1 : siteOf(a) > siteOf(b) ? 1 : 0))
        : lines,
    ),
  });
}

function siteOf({ site }: StudentLine): string {
  return site ?? "\uffff";
}

function assessmentsSection({ summary, trends }: CohortFacts): ReportSection {
  const { ratings, turnaround, feedback, evaluatorSpread } = summary;
  const points = trends.find(({ metric }) => metric === "ratings")?.points ?? [];
  return section("assessments", "Assessments and turnaround", {
    figures: [
      figure("Assessments", ratings?.assessments ?? 0),
      figure("At or above target", (ratings?.at ?? 0) + (ratings?.above ?? 0)),
      figure("Assessors", evaluatorSpread?.evaluators ?? 0),
      figure("Requests answered", turnaround?.answered ?? 0),
      figure("Median hours to answer", turnaround?.medianHours ?? null),
      figure("Requests not answered in time", turnaround?.expired ?? 0),
      figure("Median words of feedback", feedback?.medianWords ?? null),
    ],
    table: {
      summary: "Assessments of each part of the period",
      columns: [
        { id: "from", heading: "From", kind: "day", none: "" },
        { id: "to", heading: "To", kind: "day", none: "" },
        { id: "below", heading: "Below target", kind: "number", none: "" },
        { id: "at", heading: "At target", kind: "number", none: "" },
        { id: "above", heading: "Above target", kind: "number", none: "" },
      ],
      groupHeading: null,
      rows: points.map(({ from, to, below = 0, at = 0, above = 0 }) => ({ cells: [from, to, below, at, above] })),
      count: points.length,
      isForSheets: false,
    },
  });
}

function hoursFigures({ hours }: Summary): Figure[] {
  return [
    figure("Approved in the period", hoursOf(hours?.approvedMinutes ?? 0), "hours"),
    figure("Approved in all", hoursOf(hours?.approvedToDateMinutes ?? 0), "hours"),
    figure("Needed in all", hours?.requiredMinutes == null ? null : hoursOf(hours.requiredMinutes), "hours"),
  ];
}
