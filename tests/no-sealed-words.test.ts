import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { sealedEnd } from "#src/platform/sealed/content.ts";
import { sealedFields, sealField, storedText } from "#src/platform/sealed/field.ts";
import {
  expectNoSealedWords,
  expectNoSealedWordsInLines,
  expectNoSealedWordsInZip,
} from "./support/no-sealed-words.ts";

const value = storedText(
  sealField(sealedFields.hoursNote, { schoolId: "north", rowId: "n1" }, "Night shift on ward 4"),
);

describe("what tests receive", () => {
  it.each([JSON.stringify({ note: value }), `Day,Note\r\n2026-12-01,${value}\r\n`, value])(
    "must not be sealed: %s",
    (text) => {
      expect(() => expectNoSealedWords(text, "it")).toThrow(/^it has ciphertext/);
      expect(() => expectNoSealedWordsInZip(zipSync({ "a.xml": strToU8(text) }), "it")).toThrow(
        /^it, a\.xml has ciphertext/,
      );
    },
  );

  it("must not be sealed where a line was broken in it", () => {
    const lines = `Night duties ${value.slice(0, 30)} \n${value.slice(30)} Approved`;
    expect(() => expectNoSealedWordsInLines(lines, "it")).toThrow(/^it has ciphertext/);
  });

  it.each([
    "Night shift on ward 4",
    JSON.stringify({ key: `north/0199f0a2${sealedEnd("HmHba3Gq")}` }),
    JSON.stringify({ enrolment: value }),
    "Items 1. Observe. The student does this without any help of a supervisor",
  ])("may be any other text: %s", (text) => {
    expectNoSealedWords(text, "it");
    if (!text.includes("enrolment")) expectNoSealedWordsInLines(text, "it");
  });
});
