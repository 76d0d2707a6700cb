import type { FlagAnswer } from "#src/features/flags/schema.ts";
import { type FlagKey, type FlagRules, type KnownFlag, knownFlags } from "#src/features/flags/values.ts";
import { flagsStrings as strings, variantWord } from "./flags-strings.ts";

export type FlagState = keyof typeof strings.states;

export function stateOf(rules: FlagAnswer["rules"], now: Date): FlagState {
  if (!rules) return "UNREADABLE";
  if (!rules.isOn) return "OFF";
  if (rules.startsAt !== null && new Date(rules.startsAt) > now) return "WAITING";
  return rules.endsAt !== null && new Date(rules.endsAt) <= now ? "OVER" : "ON";
}

/** The shares in words, the rest at the default: "30 % Recent assessments first, 70 % Chart first". */
export function sharesWords(key: FlagKey, shares: FlagRules["shares"]): string {
  const { defaultVariant }: KnownFlag = knownFlags[key];
  const parts = new Map(Object.entries(shares).filter(([, percent]) => percent > 0));
  const rest = 100 - [...parts.values()].reduce((sum, percent) => sum + percent, 0);
  if (rest > 0) parts.set(defaultVariant, (parts.get(defaultVariant) ?? 0) + rest);
  return [...parts].map(([variant, percent]) => strings.percentOf(percent, variantWord(key, variant))).join(", ");
}

/** What a change did, in words. */
export function changeWords(key: FlagKey, before: FlagRules | null, after: FlagRules | null): string {
  if (!after) return strings.olderShape;
  const words: string[] = [];
  if ((before?.isOn ?? false) !== after.isOn) words.push(after.isOn ? strings.turnedOn : strings.turnedOff);
  const shares = sharesWords(key, after.shares);
  if (shares !== sharesWords(key, before?.shares ?? {})) words.push(strings.sharesNow(shares));
  if ((before?.startsAt ?? null) !== after.startsAt || (before?.endsAt ?? null) !== after.endsAt) {
    words.push(strings.scheduleChanged);
  }
  if (JSON.stringify(before?.overrides ?? []) !== JSON.stringify(after.overrides)) {
    words.push(strings.exceptionsNow(after.overrides.length));
  }
  return words.length === 0 ? strings.nothingNew : words.join("; ");
}
