import type { FlagAnswer, FlagBody } from "#src/features/flags/schema.ts";
import { type KnownFlag, noRules, type OverrideKind } from "#src/features/flags/values.ts";

/** The rules while they are edited: texts as they are typed. */
export type FlagDraft = {
  isOn: boolean;
  /** As a datetime-local input has them, in the browser's time zone. */
  startsAt: string;
  endsAt: string;
  /** Percent, by variant other than the default. */
  shares: Readonly<Record<string, string>>;
  overrides: readonly DraftOverride[];
};

/** `row` names the line while the dialog is open. */
export type DraftOverride = { row: number; of: OverrideKind; id: string; name: string | null; variant: string };

export function draftOf({ variants, defaultVariant }: KnownFlag, rules: FlagAnswer["rules"]): FlagDraft {
  const { isOn, startsAt, endsAt, shares, overrides } = rules ?? noRules;
  const others = Object.keys(variants).filter((variant) => variant !== defaultVariant);
  return {
    isOn,
    startsAt: startsAt === null ? "" : toLocalInput(new Date(startsAt)),
    endsAt: endsAt === null ? "" : toLocalInput(new Date(endsAt)),
    shares: Object.fromEntries(others.map((variant) => [variant, String(shares[variant] ?? 0)])),
    overrides: overrides.map((override, row) => ({ name: null, ...override, row })),
  };
}

/** Percent for the default; null while the shares are none. */
export function restOf({ shares }: FlagDraft): number | null {
  const values = Object.values(shares);
  const sum = values.reduce((total, typed) => total + Number(typed), 0);
  return values.every(isShare) && sum <= 100 ? 100 - sum : null;
}

export function isShare(typed: string): boolean {
  return /^\d{1,3}$/.test(typed.trim()) && Number(typed) <= 100;
}

export function endsTooEarly({ startsAt, endsAt }: FlagDraft): boolean {
  return startsAt !== "" && endsAt !== "" && new Date(endsAt) <= new Date(startsAt);
}

/** What is sent; undefined while something is missing or wrong. */
export function bodyOf(draft: FlagDraft): FlagBody | undefined {
  if (restOf(draft) === null || endsTooEarly(draft) || draft.overrides.some(({ id }) => id.trim() === ""))
    return undefined;
  return {
    isOn: draft.isOn,
    startsAt: draft.startsAt === "" ? null : new Date(draft.startsAt).toISOString(),
    endsAt: draft.endsAt === "" ? null : new Date(draft.endsAt).toISOString(),
    shares: Object.fromEntries(
      Object.entries(draft.shares).flatMap(([variant, typed]) => (Number(typed) > 0 ? [[variant, Number(typed)]] : [])),
    ),
    overrides: draft.overrides.map(({ of, id, variant }) => ({ of, id: id.trim(), variant })),
  };
}

function toLocalInput(instant: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const day = `${instant.getFullYear()}-${pad(instant.getMonth() + 1)}-${pad(instant.getDate())}`;
  return `${day}T${pad(instant.getHours())}:${pad(instant.getMinutes())}`;
}
