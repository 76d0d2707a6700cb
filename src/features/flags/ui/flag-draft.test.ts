import { describe, expect, it } from "vitest";
import { type KnownFlag, noRules } from "#src/features/flags/values.ts";
import { bodyOf, draftOf, endsTooEarly, restOf } from "./flag-draft.ts";

const flag: KnownFlag = {
  variants: { plain: "a", warm: "b", cold: "c" },
  defaultVariant: "plain",
  goal: { interaction: "VIEW", days: 7 },
};
const rules = {
  isOn: true,
  startsAt: "2026-05-01T08:30:00.000Z",
  endsAt: null,
  shares: { warm: 30 },
  overrides: [{ of: "SCHOOL" as const, id: "north", variant: "cold", name: "North" }],
};

describe("the rules while they are edited", () => {
  it("are sent as they were where nothing is changed", () => {
    const { name: _, ...override } = rules.overrides[0] ?? {};
    expect(bodyOf(draftOf(flag, rules))).toEqual({ ...rules, overrides: [override] });
    expect(bodyOf(draftOf(flag, { ...noRules, overrides: [] }))).toEqual(noRules);
    // What could not be read is set anew.
    expect(bodyOf(draftOf(flag, null))).toEqual(noRules);
  });

  it("have a share for each variant but the default, which gets the rest", () => {
    const draft = draftOf(flag, rules);
    expect(draft.shares).toEqual({ warm: "30", cold: "0" });
    expect(restOf(draft)).toBe(70);
    for (const typed of ["", "-1", "101", "1.5", "half", "71"]) {
      const wrong = { ...draft, shares: { warm: "30", cold: typed } };
      expect(restOf(wrong), typed).toBeNull();
      expect(bodyOf(wrong), typed).toBeUndefined();
    }
  });

  it("are not sent with an end before the beginning, or with an exception for nobody", () => {
    const draft = draftOf(flag, rules);
    const early = { ...draft, endsAt: draft.startsAt };
    expect(endsTooEarly(early)).toBe(true);
    expect(bodyOf(early)).toBeUndefined();
    const nobody = { row: 7, of: "PERSON" as const, id: " ", name: null, variant: "warm" };
    expect(bodyOf({ ...draft, overrides: [nobody] })).toBeUndefined();
    expect(bodyOf({ ...draft, overrides: [{ ...nobody, id: " amina " }] })?.overrides[0]?.id).toBe("amina");
  });
});
