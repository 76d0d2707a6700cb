import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf, changesShares, expectedShares, type FlagReader, faultsOf, variantFor } from "./rules.ts";
import { type FlagRules, flagKeys, type KnownFlag, knownFlags, noRules } from "./values.ts";

const flag: KnownFlag = {
  variants: { plain: "a", warm: "b", cold: "c" },
  defaultVariant: "plain",
  goal: { interaction: "VIEW", days: 7 },
};
const amina: FlagReader = { userId: "amina", schoolId: "north", role: "STUDENT" };
const at = new Date("2026-05-01T12:00:00Z");
const of = (rules: Partial<FlagRules>, reader = amina, when = at) =>
  variantFor("greeting", flag, { ...noRules, isOn: true, ...rules }, reader, when);
const person = (n: number) => `0195f7a2-${String(n).padStart(4, "0")}-7000-8000-000000000000`;
const people = Array.from({ length: 10_000 }, (_, n) => person(n));

describe("the place of a person among 100", () => {
  it("is the same in every process and version of the program", () => {
    // First 48 bits of SHA-256 of "greeting\namina" and "other\namina", by sha256sum.
    expect(bucketOf("greeting", "amina")).toBeCloseTo(19.95457846313755, 9);
    expect(bucketOf("other", "amina")).toBeCloseTo(0.5589769187839266, 9);
  });

  it("spreads 10,000 people evenly, tenth by tenth", () => {
    const tenths = new Array<number>(10).fill(0);
    for (const id of people)
      tenths[Math.floor(bucketOf("greeting", id) / 10)] = (tenths[Math.floor(bucketOf("greeting", id) / 10)] ?? 0) + 1;
    // Four standard deviations of a binomial of 10,000 by 0.1 are 120.
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });

  it("is another one for another flag: who is in half of one is in half of the other by chance", () => {
    const both = people.filter((id) => bucketOf("greeting", id) < 50 && bucketOf("other", id) < 50);
    // Four standard deviations of a binomial of 10,000 by 0.25 are 173.
    expect(Math.abs(both.length - 2_500)).toBeLessThan(173);
  });

  it("lies within 0 and 100 for any key and person", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, id) => {
        const bucket = bucketOf(key, id);
        return bucket >= 0 && bucket < 100 && bucketOf(key, id) === bucket;
      }),
    );
  });
});

describe("who gets which variant", () => {
  it("is the default where the flag is off, not begun or over", () => {
    const shares = { warm: 100 };
    expect(of({ isOn: false, shares })).toEqual({ variant: "plain", reason: "DISABLED" });
    expect(of({ startsAt: "2026-05-01T12:00:01Z", shares }).reason).toBe("DISABLED");
    expect(of({ startsAt: "2026-05-01T12:00:00Z", shares }).variant).toBe("warm");
    expect(of({ endsAt: "2026-05-01T12:00:00Z", shares }).reason).toBe("DISABLED");
    expect(of({ endsAt: "2026-05-01T14:00:01+02:00", shares }).variant).toBe("warm");
  });

  it("is decided by the person before the school, and by the school before the role", () => {
    const role = { of: "ROLE", id: "STUDENT", variant: "warm" } as const;
    const school = { of: "SCHOOL", id: "north", variant: "cold" } as const;
    const one = { of: "PERSON", id: "amina", variant: "plain" } as const;
    const shares = { cold: 100 };
    expect(of({ overrides: [role, school, one], shares })).toEqual({ variant: "plain", reason: "TARGETING_MATCH" });
    expect(of({ overrides: [role, school], shares }).variant).toBe("cold");
    expect(of({ overrides: [role], shares }).variant).toBe("warm");
    const foreign = { userId: "carl", schoolId: "south", role: "CLINICAL_SUPERVISOR" } as const;
    expect(of({ overrides: [role, school, one] }, foreign)).toEqual({ variant: "plain", reason: "DEFAULT" });
  });

  it("is by share for everybody else, the rest the default, and a share that grows keeps whom it has", () => {
    const variantsAt = (warm: number) => people.map((userId) => of({ shares: { warm } }, { ...amina, userId }));
    const [ten, thirty] = [variantsAt(10), variantsAt(30)];
    for (const [percent, found] of [
      [10, ten],
      [30, thirty],
    ] as const) {
      const count = found.filter(({ variant }) => variant === "warm").length;
      // Four standard deviations.
      expect(Math.abs(count - percent * 100)).toBeLessThan(
        4 * Math.sqrt(10_000 * (percent / 100) * (1 - percent / 100)),
      );
      expect(found.every(({ reason }) => reason === "SPLIT")).toBe(true);
    }
    expect(ten.every(({ variant }, n) => variant !== "warm" || thirty[n]?.variant === "warm")).toBe(true);
  });

  it("does not depend on the order in which shares are stored", () => {
    for (const userId of people.slice(0, 200)) {
      const reader = { ...amina, userId };
      expect(of({ shares: { warm: 30, cold: 40 } }, reader)).toEqual(of({ shares: { cold: 40, warm: 30 } }, reader));
    }
  });
});

describe("rules", () => {
  it("are refused that are not those of the flag, by the place of each fault", () => {
    const found = faultsOf(flag, {
      isOn: true,
      startsAt: "2026-05-02T00:00:00Z",
      endsAt: "2026-05-01T00:00:00Z",
      overrides: [
        { of: "ROLE", id: "NURSE", variant: "warm" },
        { of: "SCHOOL", id: "north", variant: "hot" },
        { of: "SCHOOL", id: "north", variant: "warm" },
      ],
      shares: { warm: 60, cold: 41, hot: 0 },
    });
    expect(found.map(({ path }) => path)).toEqual([
      "overrides.0.id",
      "overrides.1.variant",
      "overrides.2.id",
      "shares.hot",
      "shares",
      "endsAt",
    ]);
    expect(faultsOf(flag, { ...noRules, shares: { warm: 50, cold: 50 } })).toEqual([]);
  });

  it("expect the rest at the default, and begin a new round where shares are others", () => {
    expect([...expectedShares(flag, { ...noRules, shares: { warm: 30, plain: 20 } })]).toEqual([
      ["plain", 0.7],
      ["warm", 0.3],
    ]);
    const half = { ...noRules, shares: { warm: 50 } };
    expect(changesShares(flag, half, { ...half, isOn: true, shares: { warm: 50, cold: 0 } })).toBe(false);
    expect(changesShares(flag, half, { ...half, shares: { warm: 50, cold: 1 } })).toBe(true);
  });

  it("of every flag of the program have a default among variants of one type", () => {
    expect(flagKeys.length).toBeGreaterThan(0);
    for (const key of flagKeys) {
      const { variants, defaultVariant }: KnownFlag = knownFlags[key];
      expect(Object.keys(variants)).toContain(defaultVariant);
      expect(new Set(Object.values(variants).map((value) => typeof value)).size).toBe(1);
      expect(key).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
    }
  });
});
