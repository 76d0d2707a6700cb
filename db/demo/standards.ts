import { insertFramework } from "#src/features/frameworks/insert-framework.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, stableUuid } from "./people.ts";

/** Seven standards in the demo school's own words, each with the codes of the registered nurse's competencies that serve it. */
const standards = [
  [
    "1",
    "Practising accountably",
    "Acts within the limits of the role and keeps an honest record.",
    ["1.2", "5.1", "5.6"],
  ],
  ["2", "Promoting health", "Helps people to stay well and to prevent illness.", ["5.3", "5.5", "2.5"]],
  [
    "3",
    "Assessing needs and planning care",
    "Finds out what a person needs and plans it.",
    ["1.1", "2.2", "2.5", "2.6"],
  ],
  [
    "4",
    "Giving and reviewing care",
    "Gives care, sees whether it helps, and changes it.",
    ["2.1", "2.3", "3.1", "3.2", "5.2"],
  ],
  ["5", "Leading and working in teams", "Works with others and answers for their work.", ["4.1", "5.1", "5.4", "5.9"]],
  ["6", "Improving safety", "Keeps care safe and makes it better.", ["5.8", "2.4"]],
  ["7", "Coordinating care", "Links services around a person.", ["3.5", "4.1", "4.2"]],
] as const;

const title = "Nursing standards (example)";

/**
 * The standards by which an accreditor reads the school: a framework that nobody is assigned, linked to the competencies
 * of another by `codes`, which says the identifier of each code there.
 */
export async function insertStandards(tx: Tx, codes: ReadonlyMap<string, string>, adminId: string): Promise<void> {
  const idOf = (code: string) => stableUuid(`standard:${code}`);
  await insertFramework(tx, {
    schoolId: demoSchool.id,
    createdBy: adminId,
    choices: {},
    settings: {
      title: undefined,
      publish: true,
      programId: undefined,
      ratingScaleId: "scale_entrustment",
      targetRating: 4,
      scoringMethod: "LATEST",
      requiredObservations: 1,
      requiredEvaluators: 1,
      requiredDays: 1,
      nTimes: undefined,
    },
    draft: {
      title,
      description: "What an accreditor asks of a program, in the words of the demo school.",
      version: "1",
      publisher: demoSchool.name,
      licence: null,
      sourceFormat: "CSV",
      sourceIdentifier: null,
      source: {},
      items: standards.map(([code, name, description], n) => ({
        identifier: idOf(code),
        parentIdentifier: null,
        code,
        statement: name,
        name,
        description,
        itemType: null,
        category: "Standards",
        level: "FUNDAMENTAL",
        isRequired: false,
        kind: "COMPETENCY",
        sortOrder: n,
        source: {},
      })),
      associations: standards.flatMap(([code, , , served]) =>
        served.flatMap((other) => {
          const destination = codes.get(other);
          if (destination === undefined) return [];
          return {
            identifier: stableUuid(`standard:${code}:${other}`),
            type: "isRelatedTo",
            origin: idOf(code),
            destination,
            sortOrder: null,
            source: {},
          };
        }),
      ),
    },
  });
}
