import { childrenOf, inOrder, isTargetOf, methodsOf } from "#src/features/frameworks/editing/draft.ts";
import type {
  EditCompetency,
  EditDraft,
  EditItem,
  EditScale,
  RubricCriterion,
} from "#src/features/frameworks/editing/schema.ts";

/** A place that must be corrected. `itemId` is null for the framework as a whole. */
export type DraftFault = { itemId: string | null; field: string; message: string };

/** Why a draft cannot be stored. */
export function saveFaults(draft: EditDraft, scales: readonly EditScale[]): DraftFault[] {
  return [
    ...(draft.name.trim() === "" ? [{ itemId: null, field: "name", message: "Give the framework a name." }] : []),
    ...treeFaults(draft.items),
    ...draft.items.flatMap((item) => itemFaults(item, scales)),
  ];
}

/** Why a draft cannot be published: what is missing, beside what cannot be stored. */
export function publishFaults(draft: EditDraft, scales: readonly EditScale[]): DraftFault[] {
  const children = childrenOf(draft.items);
  const hasCompetency = draft.items.some(({ competency }) => competency !== null);
  return [
    ...(hasCompetency ? [] : [{ itemId: null, field: "items", message: "Add a competency." }]),
    ...saveFaults(draft, scales),
    ...draft.items
      .filter(({ id, kind }) => kind === "CATEGORY" && !children.has(id))
      .filter(() => hasCompetency)
      .map(({ id }) => ({
        itemId: id,
        field: "statement",
        message: "This category is empty: add a competency to it, or remove it.",
      })),
    ...draft.items.flatMap(({ id, competency }) =>
      competency?.scoringMethod === "MINIMUM_OF_CRITERIA" && competency.rubric.length === 0
        ? [{ itemId: id, field: "rubric", message: "The weakest criterion counts, and the rubric has none." }]
        : [],
    ),
  ];
}

function treeFaults(items: readonly EditItem[]): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (itemId: string, field: string, message: string) => faults.push({ itemId, field, message });
  const kinds = new Map(items.map(({ id, kind }) => [id, kind]));
  for (const group of [repeated(items, ({ id }) => id), repeated(items, ({ competency }) => competency?.id)]) {
    for (const { id } of group) add(id, "id", "Two items have the same id.");
  }
  for (const { id } of repeated(items, ({ identifier }) => identifier)) {
    add(id, "identifier", "Two items have the same identifier.");
  }
  const criteria = items.flatMap(({ id, competency }) => (competency?.rubric ?? []).map((one) => ({ ...one, of: id })));
  for (const { of } of repeated(criteria, ({ id }) => id)) add(of, "rubric", "Two criteria have the same id.");
  for (const { id, parentId, kind } of items) {
    if (parentId === null) continue;
    const above = kinds.get(parentId);
    if (!above) add(id, "parentId", "The item above it is not part of the framework.");
    else if (kind === "CATEGORY" && above === "COMPETENCY") {
      add(id, "parentId", "A category cannot stand below a competency.");
    }
  }
  const reached = new Set(inOrder(items).map(({ id }) => id));
  for (const { id, parentId } of items) {
    if (!reached.has(id) && parentId !== null && kinds.has(parentId)) {
      add(id, "parentId", "It would stand below itself.");
    }
  }
  return faults;
}

/** Every one after the first with the same key. */
function repeated<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => string | undefined): Thing[] {
  const seen = new Set<string>();
  return things.filter((thing) => {
    const key = keyOf(thing);
    if (key === undefined) return false;
    const isKnown = seen.has(key);
    seen.add(key);
    return isKnown;
  });
}

function itemFaults(item: EditItem, scales: readonly EditScale[]): DraftFault[] {
  const faultOf = (field: string, message: string): DraftFault => ({ itemId: item.id, field, message });
  if (item.kind === "CATEGORY") {
    if (item.competency) return [faultOf("kind", "A category is no competency.")];
    return item.statement.trim() === "" ? [faultOf("statement", "Give the category a name.")] : [];
  }
  if (!item.competency) return [faultOf("kind", "A competency needs what it asks for.")];
  return competencyFaults(item.competency, scales).map(([field, message]) => faultOf(field, message));
}

type FieldFault = [field: string, message: string];

function competencyFaults(competency: EditCompetency, scales: readonly EditScale[]): FieldFault[] {
  const faults: FieldFault[] = [];
  if (competency.name.trim() === "") faults.push(["statement", "Write what the student must be able to do."]);
  if (competency.shortName !== null && competency.shortName.trim() === "") {
    faults.push(["shortName", "A short name has letters, or there is none."]);
  }
  if (new Set(competency.renewalWays).size < competency.renewalWays.length) {
    faults.push(["renewalWays", "A way of renewal stands twice."]);
  }
  if ((competency.scoringMethod === "N_TIMES") !== (competency.nTimes !== null)) {
    faults.push(["nTimes", "Say how many times, for this method only."]);
  }
  return [
    ...faults,
    ...scaleFaults(competency, scales),
    ...competency.rubric.flatMap((criterion) => rubricFaults(criterion)),
  ];
}

function scaleFaults(competency: EditCompetency, scales: readonly EditScale[]): FieldFault[] {
  const scale = scales.find(({ id }) => id === competency.ratingScaleId);
  if (!scale) return [["ratingScaleId", "This scale is not one of the school."]];
  const faults: FieldFault[] = [];
  if (!isTargetOf(competency.targetRating, scale)) {
    faults.push(["targetRating", `The target must lie above ${scale.min} and not above ${scale.max}.`]);
  }
  if (!methodsOf(scale).includes(competency.scoringMethod)) {
    faults.push(["scoringMethod", "This method does not fit the scale: its levels have no mean."]);
  }
  return faults;
}

function rubricFaults({ name, weight, maxScore, passScore, levels }: RubricCriterion): FieldFault[] {
  const faults: string[] = [];
  if (name.trim() === "") faults.push("Give each criterion a name.");
  if (!(weight > 0)) faults.push("A weight is more than 0.");
  if (!(maxScore > 0)) faults.push("The highest score is more than 0.");
  if (passScore !== null && !(passScore > 0 && passScore <= maxScore)) {
    faults.push("What must be passed lies above 0 and not above the highest score.");
  }
  if (levels.some(({ value }) => value > maxScore)) faults.push("A level lies above the highest score.");
  if (new Set(levels.map(({ value }) => value)).size < levels.length) faults.push("Two levels have the same score.");
  return faults.map((message) => ["rubric", message]);
}
