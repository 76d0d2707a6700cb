import { checkSplit, compareGroups } from "#src/features/flags/experiment.ts";
import { permissions } from "#src/features/flags/permissions.ts";
import { findFlag, selectOutcomes } from "#src/features/flags/queries.ts";
import { expectedShares, findRules, isRunning } from "#src/features/flags/rules.ts";
import type { ExperimentAnswer } from "#src/features/flags/schema.ts";
import { type FlagKey, type KnownFlag, knownFlags, noRules } from "#src/features/flags/values.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** What those did who met the variants of a flag by their shares, since the shares were last changed. */
export async function readExperiment(ctx: UserContext, key: FlagKey): Promise<ExperimentAnswer> {
  authorize(ctx.actor, permissions.see, {});
  const flag: KnownFlag = knownFlags[key];
  const { interaction, days } = flag.goal;
  const [[row], outcomes] = await readAs(ctx.actor, (tx) =>
    Promise.all([tx.query(findFlag, { key }), tx.query(selectOutcomes, { key, goal: interaction, days })]),
  );
  const rules = (row && findRules(flag, row.rules)) ?? noRules;
  const expected = expectedShares(flag, rules);
  const found = (variant: string) => outcomes.find((one) => one.variant === variant);
  const split = checkSplit(new Map(outcomes.map(({ variant, people }) => [variant, people])), expected);
  const groupOf = (variant: string) => ({
    people: found(variant)?.compared ?? 0,
    reached: found(variant)?.reached ?? 0,
  });
  // The control first, then the others by name.
  const variants = [...new Set([flag.defaultVariant, ...expected.keys(), ...outcomes.map(({ variant }) => variant)])];
  const groups = variants.map((variant) => {
    const isControl = variant === flag.defaultVariant;
    const difference =
      isControl || split?.isUneven
        ? null
        : compareGroups(groupOf(flag.defaultVariant), groupOf(variant), variants.length - 1);
    const { people: compared, reached } = groupOf(variant);
    const people = found(variant)?.people ?? 0;
    return { variant, isControl, expected: expected.get(variant) ?? 0, people, compared, reached, difference };
  });
  const first = Math.min(...outcomes.map(({ since }) => since.getTime()));
  return {
    key,
    isRunning: isRunning(rules, now()),
    since: outcomes.length === 0 ? null : new Date(first).toISOString(),
    goal: { interaction, days },
    groups,
    split,
  };
}
