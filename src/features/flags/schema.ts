import { z } from "zod";
import { flagKeys, mostOverrides, overrideKinds } from "#src/features/flags/values.ts";
import { id, instant } from "#src/lib/fields.ts";

const variant = z.string().regex(/^[a-z0-9-]{1,64}$/, "must be the name of a variant");

const rules = {
  isOn: z.boolean(),
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  shares: z.record(variant, z.int().min(0).max(100)),
};

/** Who gets what, as it is stored. */
export const flagRules = z.strictObject({
  ...rules,
  overrides: z.array(z.strictObject({ of: z.enum(overrideKinds), id, variant })).max(mostOverrides),
});

/** A person is named by their id or their email. */
export const flagBody = z.strictObject({
  ...rules,
  overrides: z
    .array(z.strictObject({ of: z.enum(overrideKinds), id: z.union([id, z.email().max(254)]), variant }))
    .max(mostOverrides),
});
export type FlagBody = z.output<typeof flagBody>;

const flagName = z
  .string()
  .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "must be the name of a flag")
  .max(64);
/** Also of one that the program no longer knows. */
export const storedFlagParams = z.strictObject({ key: flagName });
export const flagParams = z.strictObject({ key: z.enum(flagKeys) });

const shownRules = z.object({
  ...rules,
  overrides: z.array(
    z.object({
      of: z.enum(overrideKinds),
      id: z.string(),
      variant: z.string(),
      /** Of the person or school; null for a role, and where there is none any more. */
      name: z.string().nullable(),
    }),
  ),
});

export const flagAnswer = z.object({
  key: z.enum(flagKeys),
  /** Null where what is stored cannot be read: everybody gets the default. */
  rules: shownRules.nullable(),
  /** 0 for a flag that was never set. */
  revision: z.number().int(),
  changedAt: z.string().nullable(),
});
export type FlagAnswer = z.infer<typeof flagAnswer>;

export const flagsAnswer = z.object({
  items: z.array(flagAnswer),
  /** What is stored and the program does not know. */
  unused: z.array(z.object({ key: z.string(), changedAt: z.string() })),
});
export type FlagsAnswer = z.infer<typeof flagsAnswer>;

export const changedFlag = z.object({ key: z.enum(flagKeys), revision: z.number().int() });
export type ChangedFlag = z.infer<typeof changedFlag>;

export const removedFlag = z.object({ key: z.string() });

export const flagHistoryAnswer = z.object({
  /** The newest 50. */
  items: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      by: z.string(),
      /** Null for the first change, and where it was of an older shape. */
      before: flagRules.nullable(),
      /** Null for the removal. */
      after: flagRules.nullable(),
    }),
  ),
});
export type FlagHistoryAnswer = z.infer<typeof flagHistoryAnswer>;

export const ownFlagAnswer = z.object({
  key: z.enum(flagKeys),
  variant: z.string(),
  value: z.union([z.boolean(), z.string(), z.number()]),
});
export type OwnFlagAnswer = z.infer<typeof ownFlagAnswer>;

export const experimentAnswer = z.object({
  key: z.enum(flagKeys),
  /** Whether the flag is on and within its schedule. */
  isRunning: z.boolean(),
  /** When the first person of this round met it. */
  since: z.string().nullable(),
  goal: z.object({ interaction: z.string(), days: z.number().int() }),
  groups: z.array(
    z.object({
      variant: z.string(),
      /** The others are compared with it. */
      isControl: z.boolean(),
      /** Of 1, by the shares. */
      expected: z.number(),
      people: z.number().int(),
      /** Those whose days for the goal are over. */
      compared: z.number().int(),
      reached: z.number().int(),
      /** Between -1 and 1; null for the control, for small groups, and where the split is uneven. */
      difference: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
  ),
  split: z.object({ probability: z.number(), isUneven: z.boolean() }).nullable(),
});
export type ExperimentAnswer = z.infer<typeof experimentAnswer>;
