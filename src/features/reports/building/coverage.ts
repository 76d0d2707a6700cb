import { count, type Frame, figure, type ReportSection, section } from "#src/features/reports/building/model.ts";
import { tableOf } from "#src/features/reports/building/table-of.ts";
import type { CoverageLine } from "#src/features/reports/facts/queries.ts";
import type { AskedSection } from "#src/features/reports/schema.ts";

const assessmentsOf = ({ below, at, above }: CoverageLine) => below + at + above;

/** The parts of a report on how well competencies are covered by assessments. */
export function coverageSection(
  frame: Frame,
  asked: AskedSection,
  lines: readonly CoverageLine[],
): ReportSection | undefined {
  const gaps = lines.filter((line) => assessmentsOf(line) === 0);
  switch (asked.id) {
    case "summary":
      return section("summary", "Summary", {
        figures: [
          figure("Competencies", lines.length),
          figure("Assessed in the period", { part: lines.length - gaps.length, of: lines.length }),
          figure(
            "Assessments",
            lines.reduce((sum, line) => sum + assessmentsOf(line), 0),
          ),
          figure("Completed", {
            part: lines.reduce((sum, { completed }) => sum + completed, 0),
            of: lines.reduce((sum, { given }) => sum + given, 0),
          }),
        ],
      });
    case "competencies":
      return section("competencies", "Competencies", {
        table: tableOf(
          {
            question: frame.question,
            asked,
            summary: "Competencies with completions and assessments",
            columns: {
              code: { of: ({ code }) => code },
              competency: { of: ({ name }) => name },
              completed: { kind: "share", of: ({ completed, given }) => ({ part: completed, of: given }) },
              overdue: { kind: "number", of: ({ overdue }) => overdue },
              assessments: { kind: "number", of: assessmentsOf },
              below: { kind: "number", of: ({ below }) => below },
              at: { kind: "number", of: ({ at }) => at },
              above: { kind: "number", of: ({ above }) => above },
            },
            groups: {
              category: ({ category }) => category,
              framework: ({ framework }) => framework ?? "Without a framework",
            },
            sorts: {
              assessed: (a, b) => assessmentsOf(a) - assessmentsOf(b),
              completed: (a, b) => shareOf(a) - shareOf(b),
            },
          },
          lines,
        ),
      });
    case "gaps":
      return section("gaps", "Not assessed in the period", {
        sentences: [
          gaps.length === 0
            ? "Every competency was assessed."
            : `${count(gaps.length, "competency was", "competencies were")} not assessed.`,
        ],
        table:
          gaps.length === 0
            ? null
            : {
                summary: "Competencies without an assessment in the period",
                columns: [
                  { id: "competency", heading: "Competency", kind: "text", none: "" },
                  { id: "category", heading: "Category", kind: "text", none: "" },
                  { id: "given", heading: "Students", kind: "number", none: "" },
                ],
                groupHeading: null,
                rows: gaps.map(({ name, category, given }) => ({ cells: [name, category, given] })),
                count: gaps.length,
                isForSheets: false,
              },
      });
  }
  return undefined;
}

function shareOf({ completed, given }: CoverageLine): number {
  return given === 0 ? 0 : completed / given;
}
