import { describe, expect, it } from "vitest";
import { noBatch, parseBatch } from "./kept-batch.ts";

const row = {
  level: "6",
  words: "Too quick.",
  isAbsent: false,
  pastedFrom: 5,
  key: "key",
  studentName: "Amina Okafor",
  competencyName: "Hand hygiene",
  placementEndsOn: null,
};
const batch = { observedAt: "2026-11-24T09:40", method: "SIMULATION", rows: { "amina c": row } };

describe("a batch that is read back from the device", () => {
  it("is what was entered, with rows that are being sent and rows that were refused", () => {
    const sending = { key: "key", studentId: "amina", competencyId: "c", evaluationData: { overallRating: 3 } };
    const rows = { "amina c": row, "ben c": { ...row, sending }, "chloe c": { ...row, refusal: "Not yours." } };
    expect(parseBatch(JSON.stringify({ ...batch, rows }))).toEqual({ ...batch, rows });
  });

  it("leaves out a row that another version of the page wrote, and loses no other", () => {
    const rows = { "amina c": row, "ben c": { level: 3 } };
    expect(parseBatch(JSON.stringify({ ...batch, rows })).rows).toEqual({ "amina c": row });
  });

  it.each(["", "null", "[]", "{", '{"rows": 3}', '{"observedAt": 1, "rows": {}}'])("is nothing for %j", (text) => {
    expect(parseBatch(text)).toEqual(noBatch);
  });
});
