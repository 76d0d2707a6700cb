import { type Frame, figure, hoursOf, type ReportSection, section } from "#src/features/reports/building/model.ts";
import { byName, byNumber, columnsOf, tableOf } from "#src/features/reports/building/table-of.ts";
import type { EntryLine, HoursLine, RotationLine } from "#src/features/reports/facts/queries.ts";
import type { AskedSection, TableRow } from "#src/features/reports/schema.ts";
import { statusWords } from "#src/features/time-records/values.ts";

export type HoursFacts = {
  students: readonly HoursLine[];
  rotations: readonly RotationLine[];
  entries: number;
  /** Each entry, read piece by piece as they are taken. */
  readEntries(): AsyncIterable<EntryLine>;
};

/** The parts of a report on clinical hours. */
export function hoursSection(frame: Frame, asked: AskedSection, given: HoursFacts): ReportSection | undefined {
  const { students, rotations } = given;
  const sum = (of: (line: HoursLine) => number) => hoursOf(students.reduce((all, line) => all + of(line), 0));
  switch (asked.id) {
    case "summary": {
      const needed = students.some(({ required }) => required !== null);
      return section("summary", "Summary", {
        figures: [
          figure(
            "Approved in the period",
            sum(({ approved }) => approved),
            "hours",
          ),
          figure(
            "Waiting",
            sum(({ waiting }) => waiting),
            "hours",
          ),
          figure(
            "Not approved",
            sum(({ notApproved }) => notApproved),
            "hours",
          ),
          figure(
            "Approved in all",
            sum(({ toDate }) => toDate),
            "hours",
          ),
          figure("Needed in all", needed ? sum(({ required }) => required ?? 0) : null, "hours"),
        ],
      });
    }
    case "students":
      return section("students", "Students", {
        table: tableOf(
          {
            question: frame.question,
            asked,
            summary: "Hours of each student",
            columns: {
              student: { of: ({ name }) => name },
              number: { none: "None", of: ({ number }) => number },
              approved: { kind: "number", of: ({ approved }) => hoursOf(approved) },
              waiting: { kind: "number", of: ({ waiting }) => hoursOf(waiting) },
              notApproved: { kind: "number", of: ({ notApproved }) => hoursOf(notApproved) },
              toDate: { kind: "number", of: ({ toDate }) => hoursOf(toDate) },
              required: {
                kind: "number",
                none: "Not set",
                of: ({ required }) => (required === null ? null : hoursOf(required)),
              },
            },
            sorts: {
              name: frame.question.showNames ? byName : byNumber,
              approved: (a, b) => a.approved - b.approved,
            },
          },
          students,
        ),
      });
    case "rotations":
      return section("rotations", "Rotations", {
        table: tableOf(
          {
            question: frame.question,
            asked,
            summary: "Hours by rotation",
            columns: {
              rotation: { of: ({ name }) => name },
              students: { kind: "number", of: (line) => line.students },
              approved: { kind: "number", of: ({ approved }) => hoursOf(approved) },
              waiting: { kind: "number", of: ({ waiting }) => hoursOf(waiting) },
            },
            groups: { site: ({ site }) => site },
          },
          rotations,
        ),
      });
    case "entries":
      return section("entries", "Every entry", { table: entriesTable(frame, asked, given) });
  }
  return undefined;
}

function entriesTable(frame: Frame, asked: AskedSection, { entries, readEntries }: HoursFacts) {
  const { shown, cellsOf } = columnsOf<EntryLine>({
    question: frame.question,
    asked,
    columns: {
      day: { kind: "day", of: ({ day }) => day },
      student: { of: ({ name }) => name },
      number: { none: "None", of: ({ number }) => number },
      rotation: { of: ({ rotation }) => rotation },
      site: { of: ({ site }) => site },
      hours: { kind: "number", of: ({ minutes }) => hoursOf(minutes) },
      status: { of: ({ status }) => statusWords[status] },
      activity: { of: ({ activity }) => activity },
      decidedBy: { none: "Nobody yet", of: ({ decidedBy }) => decidedBy },
    },
  });
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const line of readEntries()) yield { cells: cellsOf(line) };
  }
  return {
    summary: "Entries of hours, oldest first",
    columns: shown,
    groupHeading: null,
    rows: rows(),
    count: entries,
    isForSheets: false,
  };
}
