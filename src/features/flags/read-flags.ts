import { permissions } from "#src/features/flags/permissions.ts";
import { selectFlags, selectHistory, selectNames } from "#src/features/flags/queries.ts";
import { findRules } from "#src/features/flags/rules.ts";
import { type FlagAnswer, type FlagHistoryAnswer, type FlagsAnswer, flagRules } from "#src/features/flags/schema.ts";
import {
  type FlagRules,
  flagKeys,
  isFlagKey,
  type KnownFlag,
  knownFlags,
  noRules,
} from "#src/features/flags/values.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Every flag of the program with its rules, and what is stored beside them. */
export async function readFlags(ctx: UserContext): Promise<FlagsAnswer> {
  authorize(ctx.actor, permissions.see, {});
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectFlags));
  const known = flagKeys.map((key) => {
    const flag: KnownFlag = knownFlags[key];
    const row = rows.find((one) => one.key === key);
    return { key, row, rules: row ? findRules(flag, row.rules) : noRules };
  });
  const ids = [...new Set(known.flatMap(({ rules }) => rules?.overrides.map(({ id }) => id) ?? []))];
  const names = ids.length === 0 ? [] : await readAs(ctx.actor, (tx) => tx.query(selectNames, { ids }));
  const shown = (rules: FlagRules): FlagAnswer["rules"] => ({
    ...rules,
    overrides: rules.overrides.map((override) => ({
      ...override,
      name: names.find(({ of, id }) => of === override.of && id === override.id)?.name ?? null,
    })),
  });
  return {
    items: known.map(({ key, row, rules }) => ({
      key,
      rules: rules ? shown(rules) : null,
      revision: row?.revision ?? 0,
      changedAt: row?.changedAt.toISOString() ?? null,
    })),
    unused: rows
      .filter(({ key }) => !isFlagKey(key))
      .map(({ key, changedAt }) => ({ key, changedAt: changedAt.toISOString() })),
  };
}

/** The changes of a flag from the audit, newest first. */
export async function readHistory(ctx: UserContext, key: string): Promise<FlagHistoryAnswer> {
  authorize(ctx.actor, permissions.see, {});
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectHistory, { key }));
  return {
    items: rows.map(({ id, at, by, detail }) => ({
      id,
      at: at.toISOString(),
      by,
      before: flagRules.safeParse(detail?.before).data ?? null,
      after: flagRules.safeParse(detail?.after).data ?? null,
    })),
  };
}
