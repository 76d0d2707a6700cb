import type { Question, Schedule } from "#src/features/reports/schema.ts";
import { type RunState, type ScopeField, sectionSpec } from "#src/features/reports/values.ts";
import { addDays, addMonths, dayIn, instantIn } from "#src/lib/day.ts";
import type { StateTable } from "#src/lib/state-table.ts";

export const runSteps: StateTable<RunState, "asker" | "job"> = {
  thing: "report",
  steps: {
    NEW: { QUEUED: ["asker", "job"] },
    QUEUED: { RUNNING: ["job"], FAILED: ["job"], CANCELLED: ["asker"] },
    RUNNING: { DONE: ["job"], FAILED: ["job"], CANCELLED: ["asker"] },
    DONE: {},
    FAILED: {},
    CANCELLED: {},
  },
};

/**
 * The same question in one form: only the sections that are shown, with what is chosen in each spelled out, and only the
 * field that says whom it is about. Two questions with the same form are answered by the same file.
 */
export function normalQuestion(question: Question, scope: ScopeField, scopeId: string): Question {
  const { kind, title, period, showNames, format, paper } = question;
  const sections = question.sections.flatMap(({ id, shown, group, sort, columns, text }) => {
    const spec = sectionSpec(kind, id);
    if (!shown || !spec) return [];
    const chosen = {
      group: group ?? spec.groups?.[0]?.id,
      sort: sort ?? spec.sorts?.[0]?.id,
      columns: columns ?? spec.columns?.map((column) => column.id),
      text,
    };
    return [{ id, shown, ...withoutNothing(chosen) }];
  });
  return { kind, title, [scope]: scopeId, period, sections, showNames, format, paper: format === "PDF" ? paper : "A4" };
}

type Chosen = {
  group: string | undefined;
  sort: string | undefined;
  columns: string[] | undefined;
  text: string | undefined;
};

function withoutNothing({ group, sort, columns, text }: Chosen) {
  return {
    ...(group === undefined ? {} : { group }),
    ...(sort === undefined ? {} : { sort }),
    ...(columns === undefined ? {} : { columns }),
    ...(text === undefined ? {} : { text }),
  };
}

type Term = { name: string; startsOn: string; endsOn: string };

/** The term that began last, up to today; undefined where none has begun. Terms come by their first day. */
export function termOf(terms: readonly Term[], today: string): { name: string; from: string; to: string } | undefined {
  const term = terms.findLast(({ startsOn }) => startsOn <= today);
  if (!term) return undefined;
  const [to = today] = [term.endsOn, today].sort();
  return { name: term.name, from: term.startsOn, to };
}

/**
 * The next time of a schedule after an instant, by the clocks of the school: a time that the clocks skip is as much later
 * as they skip, and of one that they show twice the first counts.
 */
export function nextTime({ every, weekday, time }: Schedule, after: Date, timeZone: string): Date {
  const today = dayIn(after, timeZone);
  for (let n = 0; ; n += 1) {
    const day =
      every === "DAY"
        ? addDays(today, n)
        : every === "WEEK"
          ? addDays(onWeekday(today, weekday), 7 * n)
          : onWeekday(addMonths(`${today.slice(0, 7)}-01`, n), weekday);
    const at = instantIn(day, time, timeZone);
    if (at > after) return at;
  }
}

/** The first such weekday on or after a day; 1 is Monday. */
function onWeekday(day: string, weekday: number): string {
  const is = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return addDays(day, (weekday - is + 7) % 7);
}

/** A name under which a file can be stored on any system. */
export function fileNameOf({ title, format }: Pick<Question, "title" | "format">): string {
  const plain = title
    .normalize("NFC")
    .replace(/[\\/:*?"<>|.\p{C}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 80);
  return `${plain || "report"}.${format.toLowerCase()}`;
}
