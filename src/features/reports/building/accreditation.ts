import type { AccreditationAnswer } from "#src/features/analytics/school/schema.ts";
import { count, type Frame, figure, type ReportSection, section } from "#src/features/reports/building/model.ts";
import { columnsOf, tableOf } from "#src/features/reports/building/table-of.ts";
import type { SampleLine } from "#src/features/reports/facts/queries.ts";
import type { AskedSection, TableRow } from "#src/features/reports/schema.ts";

export type AccreditationFacts = { answer: AccreditationAnswer; samples: readonly SampleLine[] };
type Standard = AccreditationAnswer["standards"][number];

/** The parts of what a school shows to an accreditor: each standard with its competencies, counts and samples. */
export function accreditationSection(
  frame: Frame,
  asked: AskedSection,
  { answer: { standards }, samples }: AccreditationFacts,
): ReportSection | undefined {
  switch (asked.id) {
    case "summary": {
      const evidenced = standards.filter(({ studentsWithEvidence }) => studentsWithEvidence > 0);
      return section("summary", "Summary", {
        figures: [
          figure("Standards", standards.length),
          figure("With competencies", {
            part: standards.filter((one) => one.competencies.length > 0).length,
            of: standards.length,
          }),
          figure("With evidence", { part: evidenced.length, of: standards.length }),
        ],
      });
    }
    case "standards":
      return section("standards", "Standards", {
        table: tableOf(
          {
            question: frame.question,
            asked,
            summary: "Standards with what covers them",
            columns: {
              code: { of: ({ code }) => code },
              standard: { of: ({ statement }) => statement },
              competencies: { kind: "number", of: ({ competencies }) => competencies.length },
              assessments: { kind: "number", of: ({ assessments }) => assessments },
              students: { kind: "share", of: (one) => ({ part: one.studentsWithEvidence, of: one.students }) },
            },
            sorts: { students: (a, b) => shareOf(a) - shareOf(b) },
          },
          standards,
        ),
      });
    case "mapping": {
      const { shown, cellsOf } = columnsOf<Standard["competencies"][number]>({
        question: frame.question,
        asked,
        columns: {
          competency: { of: ({ name }) => name },
          assessments: { kind: "number", of: ({ assessments }) => assessments },
        },
      });
      return section("mapping", "Competencies of each standard", {
        table: {
          summary: "Competencies of each standard",
          columns: shown,
          groupHeading: "Standard",
          rows: standards.flatMap((one): TableRow[] => [
            { group: titleOf(one), value: count(one.competencies.length, "competency", "competencies") },
            ...one.competencies.map((line) => ({ cells: cellsOf(line) })),
          ]),
          count: standards.reduce((sum, { competencies }) => sum + competencies.length, 0),
          isForSheets: false,
        },
      });
    }
    case "samples": {
      const { shown, cellsOf } = columnsOf<SampleLine>({
        question: frame.question,
        asked,
        columns: {
          competency: { of: ({ competency }) => competency },
          student: { of: ({ name }) => name },
          number: { none: "None", of: ({ number }) => number },
          day: { kind: "day", of: ({ day }) => day },
          level: { kind: "number", of: ({ value }) => value },
          assessor: { none: "Not named", of: ({ assessor }) => assessor },
        },
      });
      const groups = standards.flatMap((one) => {
        const ids = new Set(one.competencies.map(({ id }) => id));
        const own = samples
          .filter(({ competencyId }) => ids.has(competencyId))
          .sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))
          .slice(0, samplesOfStandard);
        return own.length === 0 ? [] : [{ title: titleOf(one), own }];
      });
      return section("samples", "Samples of evidence", {
        sentences: [`The newest assessments of each standard, at most ${samplesOfStandard}, three of one competency.`],
        table: {
          summary: "Samples of evidence by standard",
          columns: shown,
          groupHeading: "Standard",
          rows: groups.flatMap(({ title, own }): TableRow[] => [
            { group: title },
            ...own.map((line) => ({ cells: cellsOf(line) })),
          ]),
          count: groups.reduce((sum, { own }) => sum + own.length, 0),
          isForSheets: false,
        },
      });
    }
  }
  return undefined;
}

const samplesOfStandard = 5;

function titleOf({ code, statement }: Standard): string {
  return code === null ? statement : `${code} ${statement}`;
}

function shareOf({ students, studentsWithEvidence }: Standard): number {
  return students === 0 ? 0 : studentsWithEvidence / students;
}
