import { describe, expect, it } from "vitest";
import { parseKept } from "./kept-draft.ts";
import { parseEntries } from "./outbox.ts";

const values = {
  overallRating: 3,
  criteria: [{ rubricId: "k", score: null, isNotObserved: true, comment: "" }],
  observedAt: "2026-11-24T09:40",
  method: "DIRECT_OBSERVATION",
  rotationId: "",
  strengths: "Calm",
  nextSteps: "",
  feedback: "",
  privateNote: "",
};
const files = [{ fileId: "f", name: "photo.jpg", sizeBytes: 12 }];
const origin = { assessmentId: "a", version: "7" };

describe("a draft that is read back from the device", () => {
  const draft = { values, files, evaluationData: { overallRating: 3 }, origin };

  it("is what was stored, with or without its request body and an unanswered save", () => {
    const unanswered = { evaluationData: {}, evidenceFiles: ["f"] };
    const { evaluationData: _, ...bare } = draft;
    for (const stored of [draft, bare, { ...draft, origin: { ...origin, unanswered } }])
      expect(parseKept(JSON.stringify(stored))).toEqual(stored);
  });

  it("started from no known version if it is from before drafts had versions", () => {
    const { origin: _, ...older } = draft;
    expect(parseKept(JSON.stringify({ ...older, assessmentId: "a" }))).toEqual({
      ...draft,
      origin: { assessmentId: "a", version: "" },
    });
    expect(parseKept(JSON.stringify({ ...older, assessmentId: null }))?.origin).toEqual({
      assessmentId: null,
      version: null,
    });
  });

  it.each([
    ["nothing", null],
    ["a list", []],
    ["no values", { files, origin }],
    ["a rating in words", { ...draft, values: { ...values, overallRating: "3" } }],
    ["an unknown method", { ...draft, values: { ...values, method: "GUESS" } }],
    ["a criterion without a comment", { ...draft, values: { ...values, criteria: [{ rubricId: "k", score: 1 }] } }],
    ["a file without a size", { ...draft, files: [{ fileId: "f", name: "photo.jpg" }] }],
    ["a request body that is a text", { ...draft, evaluationData: "{}" }],
    ["an origin without a version", { ...draft, origin: { assessmentId: "a" } }],
    ["an unanswered save without files", { ...draft, origin: { ...origin, unanswered: { evaluationData: {} } } }],
    ["neither an origin nor an id", { values, files }],
  ])("is left alone if it is not a draft: %s", (_, stored) => {
    expect(parseKept(JSON.stringify(stored))).toBeUndefined();
  });
});

describe("assessments that wait on the device", () => {
  const entry = {
    key: "k",
    userId: "u",
    studentId: "s",
    studentName: "Amina",
    competencyId: "c",
    competencyName: "Hands",
    levelWords: "3",
    origin,
    evaluationData: {},
    values,
    files,
  };
  const refusal = { status: 422, detail: "No", isStale: false, errors: [{ path: "p", message: "m" }] };

  it("are what was stored", () => {
    const stored = [entry, { ...entry, chosenId: "own" }, { ...entry, refusal }];
    expect(parseEntries(JSON.stringify(stored))).toEqual(stored);
  });

  it("are sent as they were if they are from before drafts had versions", () => {
    const { origin: _, ...older } = entry;
    expect(parseEntries(JSON.stringify([entry, { ...older, assessmentId: "a" }]))).toEqual([
      entry,
      { ...older, origin: { assessmentId: "a", version: null } },
    ]);
  });

  it.each([
    ["not a list", entry],
    ["no student", [entry, { ...entry, studentId: undefined }]],
    ["a refusal without words", [entry, { ...entry, refusal: { ...refusal, detail: null } }]],
    ["a refusal whose errors are no list", [entry, { ...entry, refusal: { ...refusal, errors: {} } }]],
  ])("are none if one is not an entry: %s", (_, stored) => {
    expect(parseEntries(JSON.stringify(stored))).toEqual([]);
  });

  it("are none if the text was cut off", () => {
    expect(parseEntries('[{"key":')).toEqual([]);
  });
});
