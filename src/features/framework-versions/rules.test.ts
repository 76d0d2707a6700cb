import { describe, expect, it } from "vitest";
import {
  changesWhatCounts,
  diffVersions,
  nextVersionLabel,
  pairVersions,
  type VersionCompetency,
} from "#src/features/framework-versions/rules.ts";

function competency(id: string, more: Partial<VersionCompetency> = {}): VersionCompetency {
  return {
    id,
    replacesId: null,
    identifier: null,
    code: null,
    name: `Skill ${id}`,
    shortName: null,
    description: "",
    path: ["Care"],
    level: "FUNDAMENTAL",
    isRequired: true,
    ratingScaleId: "scale_entrustment",
    ratingScale: "Entrustment",
    targetRating: 4,
    scoringMethod: "LATEST",
    nTimes: null,
    requiredObservations: 1,
    requiredEvaluators: 1,
    requiredDays: 1,
    validityMonths: null,
    renewalWays: ["REASSESSMENT"],
    needsApproval: false,
    needsCountersignature: false,
    rubric: [],
    ...more,
  };
}

const next = (of: VersionCompetency, more: Partial<VersionCompetency> = {}): VersionCompetency => ({
  ...of,
  id: `${of.id}2`,
  replacesId: of.id,
  ...more,
});

describe("the label of the next version", () => {
  it.each([
    ["1", "2"],
    ["29.3", "30"],
    ["v1", "v2"],
    ["9", "10"],
    ["2025/26", "2026"],
    ["draft", "draft 2"],
  ])("after %s is %s", (version, label) => {
    expect(nextVersionLabel(version)).toBe(label);
  });
});

describe("pairing two versions", () => {
  const pairsOf = (before: VersionCompetency[], after: VersionCompetency[]) =>
    pairVersions(before, after).pairs.map((pair) => `${pair.before.id}>${pair.after.id}`);

  it("goes by what a competency says it replaces", () => {
    const a = competency("a", { code: "1" });
    const b = competency("b", { code: "2" });
    // The codes were exchanged.
    expect(pairsOf([a, b], [next(a, { code: "2" }), next(b, { code: "1" })])).toEqual(["a>a2", "b>b2"]);
  });

  it("does not give the evidence of a retired competency to a new one that took its code", () => {
    const a = competency("a", { code: "1" });
    const b = competency("b", { code: "2" });
    const found = pairVersions([a, b], [next(a), competency("new", { code: "2" })]);
    expect(found.added.map(({ id }) => id)).toEqual(["new"]);
    expect(found.retired.map(({ id }) => id)).toEqual(["b"]);
  });

  it("goes by identifier, then by code, in a version that says nothing", () => {
    const a = competency("a", { identifier: "x", code: "1" });
    const b = competency("b", { identifier: "y", code: "2" });
    const after = [competency("c", { identifier: "z", code: "2" }), competency("d", { identifier: "x", code: "9" })];
    expect(pairsOf([a, b], after)).toEqual(["b>c", "a>d"]);
  });

  it("leaves apart what two share", () => {
    const twice = [competency("a", { code: "1" }), competency("b", { code: "1" })];
    expect(pairsOf(twice, [competency("c", { code: "1" })])).toEqual([]);
    expect(pairsOf([competency("c", { code: "1" })], twice)).toEqual([]);
  });

  it("pairs each competency once", () => {
    const a = competency("a");
    expect(pairsOf([a], [next(a), next(a, { id: "again" })])).toEqual(["a>a2"]);
  });
});

describe("the difference of two versions", () => {
  const a = competency("a");
  const b = competency("b");
  const d = competency("d");

  it("is nothing between a version and its copy", () => {
    expect(diffVersions([a, b], [next(a), next(b)])).toEqual({
      counts: { added: 0, changed: 0, moved: 0, retired: 0, same: 2 },
      changes: [],
    });
  });

  it("tells new, changed, moved and retired, and adds up", () => {
    const { counts, changes } = diffVersions(
      [a, b, d],
      [competency("new"), next(a, { targetRating: 5 }), next(b, { path: ["Safety"] })],
    );
    expect(counts).toEqual({ added: 1, changed: 1, moved: 1, retired: 1, same: 0 });
    expect(changes.map(({ kind, competencyId }) => `${kind} ${competencyId}`)).toEqual([
      "ADDED new",
      "CHANGED a2",
      "MOVED b2",
      "RETIRED d",
    ]);
    expect(changes[1]?.fields).toEqual([{ field: "targetRating", before: "4", after: "5", counts: true }]);
    expect(changes[2]?.moved).toEqual({ before: "Care", after: "Safety" });
  });

  it("tells a competency that changed and moved once", () => {
    const { counts, changes } = diffVersions([a], [next(a, { name: "Other", path: ["Safety"] })]);
    expect(counts).toMatchObject({ changed: 1, moved: 0 });
    expect(changes).toMatchObject([{ kind: "CHANGED", moved: { after: "Safety" } }]);
  });

  it("knows which changes are counted", () => {
    const criterion = { name: "Technique", description: "", weight: 1, maxScore: 5, passScore: null };
    const counts = (more: Partial<VersionCompetency>, before = a) =>
      changesWhatCounts({ before, after: next(before, more) });
    expect(counts({ name: "Other", description: "New words", code: "9", path: ["Safety"] })).toBe(false);
    expect(counts({ isRequired: false })).toBe(false);
    expect(counts({ targetRating: 3 })).toBe(true);
    expect(counts({ scoringMethod: "N_TIMES", nTimes: 2 })).toBe(true);
    expect(counts({ requiredEvaluators: 2 })).toBe(true);
    expect(counts({ ratingScaleId: "scale_zwisch" })).toBe(true);
    expect(counts({ rubric: [criterion] })).toBe(false);
    expect(counts({ rubric: [criterion] }, competency("m", { scoringMethod: "MINIMUM_OF_CRITERIA" }))).toBe(true);
  });
});
