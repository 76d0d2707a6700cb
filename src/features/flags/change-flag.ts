import { AppError } from "#src/errors.ts";
import { keptFlags } from "#src/features/flags/kept-flags.ts";
import { permissions } from "#src/features/flags/permissions.ts";
import {
  deleteFlag,
  entityType,
  flagsSchool,
  insertFlag,
  lockFlag,
  selectNamedPeople,
  updateFlag,
} from "#src/features/flags/queries.ts";
import { changesShares, faultsOf, findRules } from "#src/features/flags/rules.ts";
import type { ChangedFlag, FlagBody } from "#src/features/flags/schema.ts";
import {
  type FlagKey,
  type FlagRules,
  isFlagKey,
  type KnownFlag,
  knownFlags,
  noRules,
} from "#src/features/flags/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A super admin changes who gets which variant of a flag. Other shares begin a new round of its experiment. */
export async function changeFlag(ctx: UserContext, key: FlagKey, body: FlagBody): Promise<ChangedFlag> {
  const asked = askedRevision(ctx.headers);
  const flag: KnownFlag = knownFlags[key];
  const changed = await withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.change, {});
    const rules = await resolvePeople(tx, body);
    const faults = faultsOf(flag, rules);
    if (faults.length > 0)
      throw new AppError("invalid", "These rules cannot be those of the flag.", { errors: faults });
    const [found] = await tx.query(lockFlag, { key });
    if (asked !== null && asked !== (found?.revision ?? 0)) {
      throw new AppError("precondition_failed", "Somebody has changed the flag meanwhile.");
    }
    const before = found && findRules(flag, found.rules);
    const revision = (found?.revision ?? 0) + 1;
    if (found) {
      const round = found.round + (changesShares(flag, before ?? noRules, rules) ? 1 : 0);
      tx.send(updateFlag, { key, rules, round, revision });
    } else tx.send(insertFlag, { key, rules });
    auditChange(tx, ctx, key, { before: found?.rules ?? null, after: rules });
    return { key, revision };
  });
  await keptFlags().announce();
  return changed;
}

/** A super admin removes what the program does not know any more. */
export async function removeFlag(ctx: UserContext, key: string): Promise<{ key: string }> {
  await withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.change, {});
    if (isFlagKey(key)) throw new AppError("conflict", "The program uses this flag.");
    const [found] = await tx.query(lockFlag, { key });
    if (!found) throw new AppError("not_found", "There is no such flag.");
    tx.send(deleteFlag, { key });
    auditChange(tx, ctx, key, { before: found.rules, after: null });
  });
  await keptFlags().announce();
  return { key };
}

/** Emails become ids, so that neither the rules nor the audit has an address. */
async function resolvePeople(tx: Tx, body: FlagBody): Promise<FlagRules> {
  const names = body.overrides.flatMap(({ of, id }) => (of === "PERSON" ? [nameOf(id)] : []));
  if (names.length === 0) return body;
  const people = await tx.query(selectNamedPeople, { names });
  const missing: { path: string; message: string }[] = [];
  const overrides = body.overrides.map((override, index) => {
    if (override.of !== "PERSON") return override;
    const found = people.find(({ id, email }) => id === override.id || email === nameOf(override.id));
    if (!found) missing.push({ path: `overrides.${index}.id`, message: "is nobody's id or email" });
    return { ...override, id: found?.id ?? override.id };
  });
  if (missing.length > 0) throw new AppError("invalid", "Somebody is not found.", { errors: missing });
  return { ...body, overrides };
}

/** An id is read as it is, an email without its case. */
function nameOf(id: string): string {
  return id.includes("@") ? id.toLowerCase() : id;
}

function auditChange(tx: Tx, ctx: UserContext, key: string, detail: { before: unknown; after: unknown }): void {
  audit(tx, ctx.actor, {
    action: "feature_flag.change",
    entityType,
    entityId: key,
    schoolId: flagsSchool,
    requestId: ctx.requestId,
    detail,
  });
}
