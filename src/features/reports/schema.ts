import { z } from "zod";
import {
  formats,
  kindSpecs,
  kinds,
  maxRecipients,
  maxText,
  maxTitle,
  papers,
  periods,
  runStates,
  scheduleUnits,
  sectionSpec,
} from "#src/features/reports/values.ts";
import { dayInterval, id, name, text } from "#src/lib/fields.ts";

const word = z.string().max(40);

const section = z.strictObject({
  id: word,
  shown: z.boolean(),
  group: word.optional(),
  sort: word.optional(),
  columns: z.array(word).max(20).optional(),
  /** Of the section `text`. */
  text: text({ max: maxText }).optional(),
});
export type AskedSection = z.output<typeof section>;

const questionShape = z.strictObject({
  kind: z.enum(kinds),
  title: name({ max: maxTitle }),
  cohortId: id.optional(),
  /** Their own for a student. */
  studentId: id.optional(),
  /** The framework of standards. */
  standardsId: id.optional(),
  period: z
    .union([z.enum(periods), dayInterval], {
      error: `must be one of ${periods.join(", ")}, or an interval such as 2026-01-01/2026-03-31`,
    })
    .default("year"),
  sections: z.array(section).min(1).max(20),
  /** Off: numbers of students only. */
  showNames: z.boolean().default(true),
  format: z.enum(formats).default("PDF"),
  paper: z.enum(papers).default("A4"),
});

/** What a report is asked to say. Sections come in this order; those that are not named are left out. */
export const question = questionShape.superRefine((asked, context) => {
  const fault = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  const seen = new Set<string>();
  for (const [n, { id: sectionId, group, sort, columns }] of asked.sections.entries()) {
    const spec = sectionSpec(asked.kind, sectionId);
    if (!spec) fault(["sections", n, "id"], `is no section of ${kindSpecs[asked.kind].word.toLowerCase()}`);
    if (seen.has(sectionId)) fault(["sections", n, "id"], "is there twice");
    seen.add(sectionId);
    const known = (words: readonly { id: string }[] | undefined, one: string) =>
      words?.some(({ id: is }) => is === one);
    if (group !== undefined && !known(spec?.groups, group)) fault(["sections", n, "group"], "is not known");
    if (sort !== undefined && !known(spec?.sorts, sort)) fault(["sections", n, "sort"], "is not known");
    if (columns?.some((one) => !known(spec?.columns, one)))
      fault(["sections", n, "columns"], "has one that is not known");
    if (columns && (columns.length === 0 || new Set(columns).size < columns.length))
      fault(["sections", n, "columns"], "must have at least one, and each once");
  }
});
export type Question = z.output<typeof question>;

const whole = z.number().int();

/** A share of a whole is "22 of 27". */
const cell = z.union([z.string(), z.number(), z.null(), z.object({ part: z.number(), of: z.number() })]);
export type Cell = z.infer<typeof cell>;

const column = z.object({
  id: z.string(),
  heading: z.string(),
  kind: z.enum(["text", "number", "share", "day"]),
  /** What stands where there is nothing. */
  none: z.string(),
});
export type ReportColumn = z.infer<typeof column>;

const row = z.union([
  z.object({ group: z.string(), value: z.string().optional() }),
  z.object({ cells: z.array(cell) }),
]);
export type TableRow = z.infer<typeof row>;

const chart = z.union([
  z.object({
    kind: z.literal("bars"),
    title: z.string(),
    alternative: z.string(),
    max: z.number(),
    bars: z.array(z.object({ label: z.string(), value: z.number(), figure: z.string() })),
  }),
  z.object({
    kind: z.literal("lines"),
    title: z.string(),
    alternative: z.string(),
    lines: z.array(
      z.object({
        label: z.string(),
        isPlan: z.boolean(),
        points: z.array(z.object({ x: z.number(), y: z.number() })),
      }),
    ),
    xLabels: z.array(z.string()),
    yLabels: z.array(z.string()),
  }),
]);
export type ReportChart = z.infer<typeof chart>;

export const figure = z.object({ label: z.string(), value: cell, unit: z.string() });
export type Figure = z.infer<typeof figure>;

const previewSection = z.object({
  id: z.string(),
  heading: z.string(),
  sentences: z.array(z.string()),
  figures: z.array(figure),
  chart: chart.nullable(),
  table: z
    .object({
      columns: z.array(column),
      rows: z.array(row),
      /** Of the whole table, without its groups. */
      count: whole,
      /** Only in workbooks and CSV: the paper has its chart. */
      isForSheets: z.boolean(),
    })
    .nullable(),
});
export type PreviewSection = z.infer<typeof previewSection>;

export const previewAnswer = z.object({
  title: z.string(),
  kind: z.string(),
  subtitle: z.string(),
  school: z.string(),
  footer: z.array(z.string()),
  sections: z.array(previewSection),
  /** About how many, on the paper that was asked for. */
  pages: whole,
  students: whole,
  seconds: whole,
});
export type PreviewAnswer = z.infer<typeof previewAnswer>;

export const idParams = z.strictObject({ id });

export const runBody = z.strictObject({ question, reportId: id.optional() });

export const runAnswer = z.object({
  runId: z.string(),
  state: z.enum(runStates),
  /** In percent. */
  progress: whole,
  title: z.string(),
  kind: z.enum(kinds),
  format: z.enum(formats),
  error: z.string().nullable(),
  requestedAt: z.string(),
  /** Of a finished one: its size, and until when it can be downloaded. */
  sizeBytes: whole.nullable(),
  expiresAt: z.string().nullable(),
});
export type RunAnswer = z.infer<typeof runAnswer>;
export const runsAnswer = z.object({ items: z.array(runAnswer) });
export type RunsAnswer = z.infer<typeof runsAnswer>;

const named = z.object({ id: z.string(), name: z.string() });

export const choicesQuery = z.strictObject({ search: text({ max: 100 }).optional(), studentId: id.optional() });
export const choicesAnswer = z.object({
  cohorts: z.array(named),
  standards: z.array(named),
  /** At most 20, found by the words of the search; the student who is named is among them. */
  students: z.array(named.extend({ number: z.string().nullable() })),
  /** Those to whom a report may be sent. */
  recipients: z.array(named),
  term: z.object({ name: z.string(), from: z.string(), to: z.string() }).nullable(),
  yearFrom: z.string(),
  today: z.string(),
  timeZone: z.string(),
  admins: whole,
});
export type ChoicesAnswer = z.infer<typeof choicesAnswer>;

/** In the school's time zone. Of a month the first such weekday; of a day the weekday does not count. */
export const schedule = z.strictObject({
  every: z.enum(scheduleUnits),
  /** 1 is Monday. */
  weekday: z.number().int().min(1).max(7),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 07:00"),
});
export type Schedule = z.infer<typeof schedule>;

export const reportBody = z.strictObject({ question });
export const shareBody = z.strictObject({ isShared: z.boolean() });
export const scheduleBody = z.strictObject({
  schedule: schedule.nullable(),
  recipientIds: z.array(id).max(maxRecipients).default([]),
});

export const reportAnswer = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(kinds),
  question: questionShape,
  owner: z.string(),
  isOwn: z.boolean(),
  isShared: z.boolean(),
  schedule: schedule.nullable(),
  recipientIds: z.array(z.string()),
  nextAt: z.string().nullable(),
  revision: whole,
  updatedAt: z.string(),
});
export type ReportAnswer = z.infer<typeof reportAnswer>;
export const reportsAnswer = z.object({ items: z.array(reportAnswer) });
export type ReportsAnswer = z.infer<typeof reportsAnswer>;
