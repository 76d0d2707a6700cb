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
