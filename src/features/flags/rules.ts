import { hash } from "node:crypto";
import { flagRules } from "#src/features/flags/schema.ts";
import { type FlagRules, flagRoles, type KnownFlag, overrideKinds } from "#src/features/flags/values.ts";
import type { Role } from "#src/policy/actor.ts";

export type FlagReader = { userId: string; schoolId: string; role: Role };

/** As OpenFeature names why a value holds. */
export type FlagReason = "DISABLED" | "TARGETING_MATCH" | "SPLIT" | "DEFAULT";

/** Which variant somebody gets: the default outside of the schedule, else the nearest override, else their share. */
export function variantFor(
  key: string,
  { defaultVariant }: KnownFlag,
  rules: FlagRules,
  reader: FlagReader,
  at: Date,
): { variant: string; reason: FlagReason } {
  if (!isRunning(rules, at)) return { variant: defaultVariant, reason: "DISABLED" };
  const idOf = { PERSON: reader.userId, SCHOOL: reader.schoolId, ROLE: reader.role };
  for (const kind of overrideKinds) {
    const found = rules.overrides.find(({ of, id }) => of === kind && id === idOf[kind]);
    if (found) return { variant: found.variant, reason: "TARGETING_MATCH" };
  }
  const shares = sharesOf(rules);
  if (shares.length === 0) return { variant: defaultVariant, reason: "DEFAULT" };
  const bucket = bucketOf(key, reader.userId);
  let reached = 0;
  for (const [variant, percent] of shares) {
    reached += percent;
    if (bucket < reached) return { variant, reason: "SPLIT" };
  }
  return { variant: defaultVariant, reason: "SPLIT" };
}

export function isRunning({ isOn, startsAt, endsAt }: FlagRules, at: Date): boolean {
  return (
    isOn &&
    (startsAt === null || new Date(startsAt).getTime() <= at.getTime()) &&
    (endsAt === null || at.getTime() < new Date(endsAt).getTime())
  );
}

/** In the order of their names, as the database sorts JSON otherwise than it was written. */
function sharesOf({ shares }: FlagRules): [variant: string, percent: number][] {
  return Object.entries(shares)
    .filter(([, percent]) => percent > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Where a person stands between 0 and 100 for a flag: always at the same place, so that a share that grows keeps whom it
 * has; evenly spread, and for each flag anew. The first 48 bits of SHA-256 over flag and person.
 */
export function bucketOf(key: string, userId: string): number {
  return (Number.parseInt(hash("sha256", `${key}\n${userId}`).slice(0, 12), 16) / 2 ** 48) * 100;
}

/** What of a person's way through the shares would be expected, in parts of 1 by variant; those with none are left out. */
export function expectedShares({ defaultVariant }: KnownFlag, rules: FlagRules): Map<string, number> {
  const expected = new Map(sharesOf(rules).map(([variant, percent]) => [variant, percent / 100]));
  const rest = 1 - [...expected.values()].reduce((sum, part) => sum + part, 0);
  if (rest > 1e-9) expected.set(defaultVariant, (expected.get(defaultVariant) ?? 0) + rest);
  return expected;
}

/** Why these rules cannot be those of the flag, by the place of each fault; their shape is the contract's. */
export function faultsOf({ variants }: KnownFlag, rules: FlagRules): { path: string; message: string }[] {
  const isVariant = (name: string) => Object.hasOwn(variants, name);
  const faults: { path: string; message: string }[] = [];
  for (const [index, { of, id, variant }] of rules.overrides.entries()) {
    if (!isVariant(variant)) faults.push({ path: `overrides.${index}.variant`, message: "is no variant of the flag" });
    if (of === "ROLE" && !flagRoles.some((role) => role === id)) {
      faults.push({ path: `overrides.${index}.id`, message: "is no role" });
    }
    if (rules.overrides.findIndex((other) => other.of === of && other.id === id) < index) {
      faults.push({ path: `overrides.${index}.id`, message: "is there twice" });
    }
  }
  for (const variant of Object.keys(rules.shares)) {
    if (!isVariant(variant)) faults.push({ path: `shares.${variant}`, message: "is no variant of the flag" });
  }
  if (Object.values(rules.shares).reduce((sum, percent) => sum + percent, 0) > 100) {
    faults.push({ path: "shares", message: "are more than 100 percent" });
  }
  if (rules.startsAt !== null && rules.endsAt !== null && new Date(rules.endsAt) <= new Date(rules.startsAt)) {
    faults.push({ path: "endsAt", message: "must be after the start" });
  }
  return faults;
}

/** The rules of a row; undefined where they are not the flag's, such as those of an older program. */
export function findRules(flag: KnownFlag, stored: unknown): FlagRules | undefined {
  const { data } = flagRules.safeParse(stored);
  return data && faultsOf(flag, data).length === 0 ? data : undefined;
}

/** Whether people would get other shares, so that those from before and from after cannot be compared. */
export function changesShares(flag: KnownFlag, before: FlagRules, after: FlagRules): boolean {
  return JSON.stringify([...expectedShares(flag, before)]) !== JSON.stringify([...expectedShares(flag, after)]);
}
