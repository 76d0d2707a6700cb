import { describe, expect, it } from "vitest";
import { readLines } from "./invite-lines.ts";

describe("readLines", () => {
  it.each([
    ["Nora Adeyemi, nora@example.org", "Nora Adeyemi", "nora@example.org"],
    ["Nora Adeyemi\tnora@example.org", "Nora Adeyemi", "nora@example.org"],
    ["nora@example.org; Nora Adeyemi", "Nora Adeyemi", "nora@example.org"],
    ['"Nora Adeyemi" <nora@example.org>', "Nora Adeyemi", "nora@example.org"],
    ["nora.adeyemi@example.org", "Nora Adeyemi", "nora.adeyemi@example.org"],
    ["12@example.org", "12@example.org", "12@example.org"],
  ])("reads %j", (text, name, email) => {
    expect(readLines(text)).toEqual({ people: [{ line: 1, name, email }], badLine: undefined });
  });

  it("skips empty lines and names the first without an address", () => {
    const { people, badLine } = readLines("\nNora, nora@example.org\r\n\nJoost\nSana, sana@example\n");
    expect(people.map(({ line }) => line)).toEqual([2]);
    expect(badLine).toBe(4);
  });
});
