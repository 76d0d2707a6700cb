import { describe, expect, it } from "vitest";
import { faultsOfPeriod, phaseOf } from "#src/features/rotations/rules.ts";
import { freePlaces } from "#src/features/rotations/values.ts";

const rotation = { startsOn: "2026-09-01", endsOn: "2026-12-18" };

describe("the days of a placement", () => {
  it("lie within those of the rotation, its first and last day included", () => {
    expect(faultsOfPeriod(rotation, rotation)).toEqual([]);
    const outside = { startsOn: "2026-08-31", endsOn: "2026-12-19" };
    expect(faultsOfPeriod(outside, rotation).map(({ path }) => path)).toEqual(["startsOn", "endsOn"]);
  });

  it("are in their order", () => {
    const backwards = { startsOn: "2026-10-02", endsOn: "2026-10-01" };
    expect(faultsOfPeriod(backwards, rotation).map(({ path }) => path)).toEqual(["endsOn"]);
    expect(faultsOfPeriod({ startsOn: "2026-10-01", endsOn: "2026-10-01" })).toEqual([]);
  });
});

describe("a placement", () => {
  it.each([
    ["2026-08-31", "PLANNED"],
    ["2026-09-01", "RUNNING"],
    ["2026-12-18", "RUNNING"],
    ["2026-12-19", "OVER"],
  ] as const)("on %s is %s", (today, phase) => {
    expect(phaseOf({ ...rotation, endedAt: null }, today)).toBe(phase);
  });

  it("that was ended is over, whatever its days say", () => {
    expect(phaseOf({ ...rotation, endedAt: new Date() }, "2026-10-01")).toBe("OVER");
  });
});

describe("free places", () => {
  it("are never below none, and unlimited without a number", () => {
    expect([freePlaces(4, 1), freePlaces(4, 4), freePlaces(4, 6), freePlaces(null, 90)]).toEqual([3, 0, 0, null]);
  });
});
