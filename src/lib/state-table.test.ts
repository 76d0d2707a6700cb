import { describe, expect, it } from "vitest";
import { actorsOf, allowsStep, listedSteps, type StateTable, statesBefore, statesOf } from "#src/lib/state-table.ts";

const door: StateTable<"OPEN" | "SHUT" | "BRICKED_UP", "guest" | "host"> = {
  thing: "door",
  steps: {
    NEW: { OPEN: ["host"] },
    OPEN: { SHUT: ["guest", "host"] },
    SHUT: { OPEN: ["host"], BRICKED_UP: ["host"] },
    BRICKED_UP: {},
  },
};

describe("allowsStep", () => {
  it("allows a listed step to those listed", () => {
    expect(allowsStep(door, "OPEN", "SHUT", "guest")).toBe(true);
    expect(allowsStep(door, "SHUT", "OPEN", "guest")).toBe(false);
    expect(allowsStep(door, "NEW", "OPEN", "host")).toBe(true);
  });

  it("checks only the step when no actor is given", () => {
    expect(allowsStep(door, "SHUT", "OPEN")).toBe(true);
    expect(allowsStep(door, "NEW", "SHUT")).toBe(false);
  });

  it("refuses to keep a state where that is not listed", () => {
    expect(allowsStep(door, "OPEN", "OPEN", "host")).toBe(false);
  });
});

describe("a table", () => {
  it("names its states and actors once", () => {
    expect(statesOf(door)).toEqual(["OPEN", "SHUT", "BRICKED_UP"]);
    expect(actorsOf(door)).toEqual(["host", "guest"]);
  });

  it("lists its steps without those from NEW", () => {
    expect(listedSteps(door)).toEqual([
      { from: "OPEN", to: "SHUT" },
      { from: "SHUT", to: "OPEN" },
      { from: "SHUT", to: "BRICKED_UP" },
    ]);
  });

  it("lists the states from which a state is reached, by actor", () => {
    expect(statesBefore(door, "SHUT")).toEqual(["OPEN"]);
    expect(statesBefore(door, "OPEN", "host")).toEqual(["SHUT"]);
    expect(statesBefore(door, "OPEN", "guest")).toEqual([]);
  });
});
