import fc from "fast-check";
import { expect, it } from "vitest";
import { csvLine } from "./csv.ts";

it("quotes what has commas, quotes or line breaks, and ends each line", () => {
  expect(csvLine(["Ward 4, East", 'the "quiet" one', "two\nlines", 480, null])).toBe(
    '"Ward 4, East","the ""quiet"" one","two\nlines",480,\r\n',
  );
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])("makes no formula of %j", (text) => {
  expect(csvLine([text]).replace(/^"/, "")).toMatch(/^'/);
});

it("leaves numbers as they are, also those below zero", () => {
  expect(csvLine([-30])).toBe("-30\r\n");
});

it("makes no formula of a part that a spreadsheet with semicolons splits off, and leaves lists alone", () => {
  expect(csvLine(["Amina;=cmd|'/C calc'!A0"])).toBe("Amina;'=cmd|'/C calc'!A0\r\n");
  expect(csvLine(["Good:\n- hands\n=1+1"])).toBe('"Good:\n- hands\n\'=1+1"\r\n');
});

/** A reader of RFC 4180. */
function read(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") lines.push([]);
  }
  return lines.slice(0, -1);
}

it("of any texts is read back equal but for apostrophes, and holds no formula however it is split [V1.3.3]", () => {
  const piece = fc.constantFrom("=", "+", "-", "@", "＝", "\t", "\r", "\n", ";", ",", '"', "'", "cmd|", "1", "x", " ");
  const cell = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const text = rows.map(csvLine).join("");
      const plain = (lines: string[][]) => lines.map((line) => line.map((one) => one.replaceAll("'", "")));
      expect(plain(read(text))).toEqual(plain(rows));
      for (const one of read(text).flat()) expect(one).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      expect(text).not.toMatch(/(^|[;\t\r\n])"?([=+@＝＋－＠]|-(?! ))/);
    }),
    { numRuns: 2_000 },
  );
});
