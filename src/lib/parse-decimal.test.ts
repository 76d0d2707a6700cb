import { describe, expect, it } from "vitest";
import { decimalOrNaN, parseDecimal } from "./parse-decimal.ts";

describe("a typed number", () => {
  it.each([
    ["0,5", 0.5],
    ["0.5", 0.5],
    [" 3,25 ", 3.25],
    ["4", 4],
    ["05", 5],
    ["-1,5", -1.5],
    ["0,125", 0.125],
    ["1.000", 1],
    ["1,0000", 1],
  ])("%j is %d", (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it.each([
    "1,000",
    "12,500",
    "1.2.3",
    "1,2,3",
    "1.000,5",
    "5 of",
    "5 5",
    "five",
    "1e3",
    "0x10",
    ".",
    ",5",
    "5,",
    "--1",
    "٣",
  ])("%j is refused", (text) => {
    expect(parseDecimal(text)).toBeNaN();
  });

  it("is nothing in an empty field", () => {
    expect(parseDecimal(" ")).toBeNull();
    expect(decimalOrNaN("")).toBeNaN();
    expect(decimalOrNaN(3)).toBe(3);
  });
});
