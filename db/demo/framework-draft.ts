import { changesOf } from "#src/features/frameworks/editing/changes.ts";
import type { EditCompetency, EditItem, RubricCriterion } from "#src/features/frameworks/editing/schema.ts";
import { writeChanges } from "#src/features/frameworks/editing/write-changes.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, stableUuid } from "./people.ts";

const templateId = stableUuid("framework:acute-care");
const gradesId = stableUuid("scale:grades");

/** The grades that the school writes in its reports, from the lowest. */
const grades: readonly (readonly [string, string])[] = [
  ["Insufficient", "Unsafe, or far from what the ward needs."],
  ["Sufficient", "Safe, with gaps that others fill."],
  ["Good", "Safe and complete, at the pace of a student."],
  ["Very good", "Safe, complete and at the pace of the ward."],
  ["Excellent", "As an experienced nurse would do it."],
];

const levels = (notYet: string, prompted: string, safe: string, excellent: string) =>
  [
    ["Not yet", notYet],
    ["Prompted", prompted],
    ["Safe", safe],
    ["Excellent", excellent],
  ].map(([label = "", description = ""], value) => ({ value, label, description }));

function criterion(
  name: string,
  given: Pick<RubricCriterion, "description" | "weight" | "passScore" | "levels">,
): RubricCriterion {
  return { id: stableUuid(`acute-care:criterion:${name}`), name, maxScore: 3, ...given };
}

const escalation: RubricCriterion[] = [
  criterion("Takes and scores the signs", {
    ...{ description: "All of them, before anything else.", weight: 3, passScore: 2 },
    levels: levels(
      "Leaves out a sign, or adds up wrongly",
      "Complete after a prompt",
      "Complete and right, unprompted",
      "Sees the trend before the score does",
    ),
  }),
  criterion("Calls the right person", {
    ...{ description: "By the plan of the ward.", weight: 3, passScore: 2 },
    levels: levels(
      "Waits, or calls nobody",
      "Calls after a prompt",
      "Calls in time",
      "Calls, and begins what will be asked for",
    ),
  }),
  criterion("Hands over in order", {
    ...{ description: "Situation, background, assessment, what is asked.", weight: 2, passScore: null },
    levels: levels("Without order", "With the card", "Without the card", "Checks that it was understood"),
  }),
];

type Given = Partial<EditCompetency> & { code: string; note?: string };

function item(key: string, parent: string | null, statement: string, code: string | null): EditItem {
  const id = stableUuid(`acute-care:item:${key}`);
  return {
    ...{ id, identifier: id, kind: "CATEGORY", code, statement, itemType: null, editorNote: null, competency: null },
    parentId: parent === null ? null : stableUuid(`acute-care:item:${parent}`),
  };
}

function competency(parent: string, statement: string, { code, note, ...given }: Given): EditItem {
  return {
    ...item(code, parent, statement, code),
    kind: "COMPETENCY",
    editorNote: note ?? null,
    competency: {
      ...{ id: stableUuid(`acute-care:competency:${code}`), name: statement, shortName: null, description: "" },
      ...{ category: null, level: "INTERMEDIATE", isRequired: true, ratingScaleId: "scale_entrustment" },
      ...{ targetRating: 3, scoringMethod: "LATEST", nTimes: null, requiredObservations: 1, requiredEvaluators: 1 },
      ...{ requiredDays: 1, validityMonths: null, renewalWays: ["REASSESSMENT"], needsApproval: false },
      ...{ needsCountersignature: false, replacesId: null, rubric: [] },
      ...given,
    },
  };
}

const items: EditItem[] = [
  item("recognise", null, "Recognising", "1"),
  competency("recognise", "Take, score and record the vital signs of an adult.", {
    ...{ code: "1.1", shortName: "Vital signs, scored", level: "FUNDAMENTAL", targetRating: 4 },
    ...{ scoringMethod: "N_TIMES", nTimes: 2, requiredObservations: 3, requiredEvaluators: 2, requiredDays: 2 },
  }),
  competency("recognise", "Screen an adult with signs of infection for sepsis.", {
    ...{ code: "1.2", shortName: "Sepsis screening", validityMonths: 12, renewalWays: ["ASSESSMENT", "EVIDENCE"] },
    note: "The ward's screening tool changes in spring: check the wording then.",
  }),
  competency("recognise", "Recognise a stroke by its signs, and note the time.", {
    code: "1.3",
    shortName: "Stroke signs",
  }),
  item("respond", null, "Responding", "2"),
  competency("respond", "Call for help by the plan of the ward, and hand over what was found.", {
    ...{ code: "2.1", shortName: "Escalation", targetRating: 4, scoringMethod: "N_TIMES", nTimes: 2 },
    ...{ requiredObservations: 2, rubric: escalation },
  }),
  competency("respond", "Give oxygen by the right device, and watch what it does.", {
    ...{ code: "2.2", shortName: "Oxygen", ratingScaleId: gradesId, scoringMethod: "HIGHEST" },
  }),
  competency("respond", "Start basic life support, and use a defibrillator.", {
    ...{ code: "2.3", shortName: "Basic life support", ratingScaleId: "scale_passfail", targetRating: 1 },
    ...{ validityMonths: 12, renewalWays: ["ASSESSMENT", "EVIDENCE"], needsCountersignature: true },
  }),
  item("after", null, "Afterwards", "3"),
  competency("after", "Tell relatives what happened, with somebody who knows the patient.", {
    ...{ code: "3.1", shortName: "Talking to relatives", level: "ADVANCED", isRequired: false },
  }),
];

/**
 * A framework that the school still works on, with a rating scale of its own: with it the editor has something to show.
 */
export async function insertFrameworkDraft(tx: Tx, adminId: string): Promise<void> {
  await insertRows(tx, ratingScales, [
    {
      ...{ id: gradesId, schoolId: demoSchool.id, name: "Grades of our school", kind: "ORDINAL" },
      ...{ minValue: 1, maxValue: grades.length, defaultTarget: 3, question: "Which grade did the student reach?" },
      levels: grades.map(([label, description], index) => ({ value: index + 1, label, description, short: label })),
    },
  ]);
  const head = {
    name: "Acute care: recognise and respond",
    description: "For the third year, before the placement on an acute ward.",
    version: "1",
  };
  await insertRows(tx, competencyTemplates, [{ id: templateId, schoolId: demoSchool.id, createdBy: adminId, ...head }]);
  writeChanges(
    tx,
    { templateId, schoolId: demoSchool.id, programId: "demo_program_bsn", createdBy: adminId },
    changesOf({ ...head, items: [] }, { ...head, items }),
  );
}
