/** The fixed values of feature flags, for server and browser. */

type Variants = Readonly<Record<string, boolean>> | Readonly<Record<string, string>> | Readonly<Record<string, number>>;

export type KnownFlag = {
  /** The value of each variant; all of one type. */
  variants: Variants;
  /** What holds without rules: what the program did before there was the flag. */
  defaultVariant: string;
  /** By what an experiment is judged: whether a person did this within so many days after they first met the flag. */
  goal: { interaction: "VIEW" | "FEEDBACK_VIEW" | "PROGRESS_CHECK" | "EVIDENCE_UPLOAD"; days: number };
};

/** Every flag that the program asks for. What each is about stands in `ui/flags-strings.ts`. */
export const knownFlags = {
  "student-home.recent-first": {
    variants: { "chart-first": false, "recent-first": true },
    defaultVariant: "chart-first",
    goal: { interaction: "FEEDBACK_VIEW", days: 7 },
  },
} as const satisfies Readonly<Record<string, KnownFlag>>;

export type FlagKey = keyof typeof knownFlags;
export const flagKeys = Object.keys(knownFlags) as readonly FlagKey[];

type Widened<Value> = Value extends boolean ? boolean : Value extends number ? number : string;
export type FlagValue<Key extends FlagKey = FlagKey> = Widened<
  (typeof knownFlags)[Key]["variants"][keyof (typeof knownFlags)[Key]["variants"]]
>;

export function isFlagKey(key: string): key is FlagKey {
  return Object.hasOwn(knownFlags, key);
}

/** Of several that fit a person the first of this list decides. */
export const overrideKinds = ["PERSON", "SCHOOL", "ROLE"] as const;
export type OverrideKind = (typeof overrideKinds)[number];

export const flagRoles = ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"] as const;

export type FlagRules = {
  /** Off gives everybody the default. */
  isOn: boolean;
  /** Before and after, everybody gets the default; null is without limit. */
  startsAt: string | null;
  endsAt: string | null;
  overrides: readonly { of: OverrideKind; id: string; variant: string }[];
  /** Percent of the people without an override, by variant; the rest gets the default. */
  shares: Readonly<Record<string, number>>;
};

/** What a flag has that was never set. */
export const noRules: FlagRules = { isOn: false, startsAt: null, endsAt: null, overrides: [], shares: {} };

export const mostOverrides = 100;

/** Of a group that is smaller, an experiment shows no interval. */
export const fewestCompared = 30;
