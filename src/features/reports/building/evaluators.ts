import { type Frame, figure, type ReportSection, section } from "#src/features/reports/building/model.ts";
import { byName, tableOf } from "#src/features/reports/building/table-of.ts";
import type { EvaluatorLine } from "#src/features/reports/facts/queries.ts";
import type { AskedSection } from "#src/features/reports/schema.ts";

export type EvaluatorFacts = { lines: readonly EvaluatorLine[]; isOwnOnly: boolean };

/** The parts of a report on who assesses. Guests, and people who assessed without their name, are one line. */
export function evaluatorSection(
  frame: Frame,
  asked: AskedSection,
  { lines, isOwnOnly }: EvaluatorFacts,
): ReportSection | undefined {
  const named = lines.map((line) => ({ ...line, name: line.name ?? "Guests and people without a name" }));
  const sum = (of: (line: EvaluatorLine) => number) => lines.reduce((all, line) => all + of(line), 0);
  switch (asked.id) {
    case "summary":
      return section("summary", "Summary", {
        sentences: isOwnOnly
          ? ["You see your own assessments only: how colleagues rate is between them and the school."]
          : [],
        figures: [
          figure("Assessors", lines.filter(({ id }) => id !== null).length),
          figure(
            "Assessments",
            sum(({ assessments }) => assessments),
          ),
          figure(
            "Below target",
            sum(({ below }) => below),
          ),
          figure(
            "At or above target",
            sum(({ at, above }) => at + above),
          ),
        ],
      });
    case "assessors":
      return section("assessors", "Assessors", {
        sentences: lines.length === 0 ? ["Nobody assessed these students in the period."] : [],
        table: tableOf(
          {
            question: frame.question,
            asked,
            summary: "Assessors with their assessments",
            columns: {
              assessor: { of: ({ name }) => name },
              assessments: { kind: "number", of: ({ assessments }) => assessments },
              students: { kind: "number", of: ({ students }) => students },
              below: { kind: "number", of: ({ below }) => below },
              at: { kind: "number", of: ({ at }) => at },
              above: { kind: "number", of: ({ above }) => above },
              words: { kind: "number", none: "None", of: ({ words }) => words },
              answer: { kind: "number", none: "None asked", of: ({ answerHours }) => answerHours },
              last: { kind: "day", of: ({ last }) => last },
            },
            sorts: {
              name: byName,
              answer: (a, b) => (b.answerHours ?? -1) - (a.answerHours ?? -1),
            },
          },
          named,
        ),
      });
  }
  return undefined;
}
