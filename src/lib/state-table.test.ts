import { describe, expect, it } from "vitest";
import { allowsStep, type StateTable } from "#src/lib/state-table.ts";

const door: StateTable<"OPEN" | "SHUT", "guest" | "host"> = {
  NEW: { OPEN: ["host"] },
  OPEN: { SHUT: ["guest", "host"] },
  SHUT: { OPEN: ["host"] },
};

describe("allowsStep", () => {
  it("allows a listed step to those listed", () => {
    expect(allowsStep(door, "OPEN", "SHUT", "guest")).toBe(true);
    expect(allowsStep(door, "SHUT", "OPEN", "guest")).toBe(false);
    expect(allowsStep(door, "NEW", "OPEN", "host")).toBe(true);
  });

  it("asks only for the step when nobody is named", () => {
    expect(allowsStep(door, "SHUT", "OPEN")).toBe(true);
    expect(allowsStep(door, "NEW", "SHUT")).toBe(false);
  });

  it("refuses to stay where staying is not listed", () => {
    expect(allowsStep(door, "OPEN", "OPEN", "host")).toBe(false);
  });
});
