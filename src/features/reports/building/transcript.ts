import { type Frame, figure, hoursOf, type ReportSection, section } from "#src/features/reports/building/model.ts";
import { tableOf } from "#src/features/reports/building/table-of.ts";
import type { AskedSection } from "#src/features/reports/schema.ts";
import type { Transcript } from "#src/features/transcripts/schema.ts";

/** The parts of a transcript. The one with a code by which others check it is on the student's own page of reports. */
export function transcriptSection(
  frame: Frame,
  asked: AskedSection,
  transcript: Transcript,
): ReportSection | undefined {
  const { completed, total, assessments, assessors, assessorsAtLeast, approvedMinutes, requiredMinutes } = transcript;
  switch (asked.id) {
    case "summary":
      return section("summary", "Summary", {
        figures: [
          figure("Completed", { part: completed, of: total }),
          figure("Assessments counted", assessments),
          figure("Assessors", assessorsAtLeast ? `${assessors} or more` : assessors),
          figure("Approved", hoursOf(approvedMinutes), "hours"),
          figure("Needed", requiredMinutes === null ? null : hoursOf(requiredMinutes), "hours"),
        ],
      });
    case "competencies": {
      const lines = transcript.frameworks.flatMap(({ categories }) =>
        categories.flatMap(({ name: category, lines: own }) => own.map((line) => ({ ...line, category }))),
      );
      return section("competencies", "Competencies", {
        sentences: lines.length === 0 ? ["No competencies were assigned yet."] : [],
        table: tableOf(
          {
            question: frame.question,
            asked,
            summary: "Competencies with the level reached",
            columns: {
              code: { of: ({ code }) => code },
              competency: { of: ({ name }) => name },
              level: {
                of: ({ level, assessments: made }) => level ?? (made > 0 ? "Not enough evidence" : "None yet"),
              },
              target: { of: ({ target }) => target },
              completed: { kind: "day", of: ({ completedOn, standing }) => completedOn ?? standing },
              assessed: {
                of: (line) =>
                  line.assessments === 0
                    ? "None"
                    : `${line.assessments} by ${line.assessors}${line.assessorsAtLeast ? "+" : ""}`,
              },
            },
            groups: { category: ({ category }) => category, standing: ({ standing }) => standing },
          },
          lines,
        ),
      });
    }
    case "levels":
      return section("levels", "How to read the levels", {
        sentences: [
          ...transcript.scales.map(({ name, words }) => `${name}: ${words}.`),
          "A competency is completed when its level reaches the target and enough assessments, assessors and days are behind it.",
        ],
      });
  }
  return undefined;
}
