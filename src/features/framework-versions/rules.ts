import type { Change, DiffAnswer, FieldChange } from "#src/features/framework-versions/schema.ts";
import {
  type ChangedField,
  type ChangeKind,
  changedFields,
  changeKinds,
} from "#src/features/framework-versions/values.ts";

/** One criterion of a rubric, with all that an assessor sees or that is counted. */
export type VersionCriterion = {
  name: string;
  description: string;
  weight: number;
  maxScore: number;
  passScore: number | null;
};

/** One competency of a version of a framework. */
export type VersionCompetency = {
  id: string;
  /** The competency of the other version that it replaces, through any number of versions between them. */
  replacesId: string | null;
  identifier: string | null;
  code: string | null;
  name: string;
  shortName: string | null;
  description: string;
  /** The categories that it stands in, outermost first. */
  path: string[];
  level: string;
  isRequired: boolean;
  ratingScaleId: string;
  ratingScale: string;
  targetRating: number;
  scoringMethod: string;
  nTimes: number | null;
  requiredObservations: number;
  requiredEvaluators: number;
  requiredDays: number;
  validityMonths: number | null;
  renewalWays: string[];
  needsApproval: boolean;
  needsCountersignature: boolean;
  rubric: VersionCriterion[];
};

export type VersionPair = { before: VersionCompetency; after: VersionCompetency };
export type Pairs = { pairs: VersionPair[]; added: VersionCompetency[]; retired: VersionCompetency[] };

/**
 * The label of the version after this one: its first number goes up, and what follows it starts again. "29.3" becomes
 * "30", "v1" becomes "v2"; without a number there, "draft" becomes "draft 2".
 */
export function nextVersionLabel(version: string): string {
  const found = /^(\D{0,3})(\d{1,9})/.exec(version);
  return found ? `${found[1]}${Number(found[2]) + 1}` : `${version} 2`;
}

/**
 * Which competency became which. What says that it replaces another is paired with it. What says nothing is paired by
 * its identifier; and by its code only where no competency of the version says anything, as after an import: in a copy
 * that was edited, a code that was given again belongs to something new.
 */
export function pairVersions(before: readonly VersionCompetency[], after: readonly VersionCompetency[]): Pairs {
  const free = new Map(before.map((competency) => [competency.id, competency]));
  const found = new Map<string, VersionCompetency>();
  const take = (competency: VersionCompetency, of: VersionCompetency | undefined) => {
    if (!of || found.has(competency.id) || !free.delete(of.id)) return;
    found.set(competency.id, of);
  };
  for (const competency of after) take(competency, free.get(competency.replacesId ?? ""));
  const isLinked = found.size > 0;
  const keys = isLinked ? (["identifier"] as const) : (["identifier", "code"] as const);
  for (const key of keys) {
    const named = Map.groupBy(free.values(), (competency) => competency[key] ?? "");
    const sameNamed = Map.groupBy(after, (competency) => competency[key] ?? "");
    for (const competency of after) {
      const value = competency[key];
      if (!value || sameNamed.get(value)?.length !== 1) continue;
      const [only, ...more] = named.get(value) ?? [];
      if (more.length === 0) take(competency, only);
    }
  }
  return {
    pairs: after.flatMap((competency) => {
      const of = found.get(competency.id);
      return of ? [{ before: of, after: competency }] : [];
    }),
    added: after.filter(({ id }) => !found.has(id)),
    retired: before.filter(({ id }) => free.has(id)),
  };
}

/** What changed between two versions, in the order of the later one, the retired at the end. */
export function diffVersions(
  before: readonly VersionCompetency[],
  after: readonly VersionCompetency[],
): Pick<DiffAnswer, "counts" | "changes"> {
  const { pairs, retired } = pairVersions(before, after);
  const known = new Map(pairs.map((pair) => [pair.after.id, pair]));
  const changes: Change[] = [];
  for (const competency of after) {
    const pair = known.get(competency.id);
    const change = pair ? changeOf(pair) : lineOf("ADDED", competency);
    if (change) changes.push(change);
  }
  changes.push(...retired.map((competency) => lineOf("RETIRED", competency)));
  const count = (kind: ChangeKind) => changes.filter((change) => change.kind === kind).length;
  const [added, changed, moved, gone] = changeKinds.map(count);
  return {
    counts: {
      added: added ?? 0,
      changed: changed ?? 0,
      moved: moved ?? 0,
      retired: gone ?? 0,
      same: pairs.length - (changed ?? 0) - (moved ?? 0),
    },
    changes,
  };
}

/** The fields of a competency that differ, each in words. */
export function fieldChanges({ before, after }: VersionPair): FieldChange[] {
  return changedFields.flatMap((field): FieldChange[] => {
    const [was, is] = [comparable(before, field), comparable(after, field)];
    if (was === is) return [];
    return [
      { field, before: wordsOf(before, field), after: wordsOf(after, field), counts: isCounted(field, before, after) },
    ];
  });
}

/** Whether what changed may change who has reached the target. */
export function changesWhatCounts(pair: VersionPair): boolean {
  return fieldChanges(pair).some(({ counts }) => counts);
}

const countedFields: readonly ChangedField[] = [
  "ratingScale",
  "targetRating",
  "scoringMethod",
  "requiredObservations",
  "requiredEvaluators",
  "requiredDays",
  "validityMonths",
  "renewalWays",
  "needsCountersignature",
];

function isCounted(field: ChangedField, before: VersionCompetency, after: VersionCompetency): boolean {
  // A rubric's result was kept with each assessment; its criteria are counted themselves by one method only.
  if (field === "rubric") return [before, after].some(({ scoringMethod }) => scoringMethod === "MINIMUM_OF_CRITERIA");
  return countedFields.includes(field);
}

function changeOf(pair: VersionPair): Change | undefined {
  const fields = fieldChanges(pair);
  const [was, is] = [pair.before.path.join(" > "), pair.after.path.join(" > ")];
  const moved = was === is ? null : { before: was, after: is };
  if (fields.length === 0 && moved === null) return undefined;
  return { ...lineOf(fields.length > 0 ? "CHANGED" : "MOVED", pair.after), fields, moved };
}

function lineOf(kind: ChangeKind, { id, code, name }: VersionCompetency): Change {
  return { kind, competencyId: id, code, name, fields: [], moved: null };
}

function comparable(competency: VersionCompetency, field: ChangedField): string {
  switch (field) {
    case "ratingScale":
      return competency.ratingScaleId;
    case "scoringMethod":
      return `${competency.scoringMethod} ${competency.nTimes ?? ""}`;
    case "rubric":
      return JSON.stringify(competency.rubric);
    case "renewalWays":
      return competency.renewalWays.toSorted().join(" ");
    default:
      return String(competency[field] ?? "");
  }
}

function wordsOf(competency: VersionCompetency, field: ChangedField): string | null {
  switch (field) {
    case "rubric":
      return competency.rubric.length === 0 ? null : competency.rubric.map(criterionWords).join("; ");
    case "scoringMethod":
      return competency.nTimes === null ? competency.scoringMethod : `${competency.scoringMethod} ${competency.nTimes}`;
    case "renewalWays":
      return competency.renewalWays.join(", ");
    default: {
      const value = competency[field];
      return value === null || value === "" ? null : String(value);
    }
  }
}

function criterionWords({ name, weight, maxScore, passScore }: VersionCriterion): string {
  const must = passScore === null ? "" : `, at least ${passScore}`;
  return `${name} (weight ${weight}, up to ${maxScore}${must})`;
}
