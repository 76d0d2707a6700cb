import { sql } from "drizzle-orm";
import { z } from "zod";
import { now } from "#src/lib/clock.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { Progress } from "#src/platform/jobs/job.ts";
import { keyInUse } from "#src/platform/keys/key.ts";
import { encryptionKeys } from "#src/platform/keys/keys.ts";
import {
  openField,
  type Sealed,
  type SealedField,
  sealedColumn,
  sealedFields,
  sealField,
  UnreadableField,
} from "#src/platform/sealed/field.ts";
import { countFiles, resealFiles } from "#src/platform/sealed/reseal-files.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const pageSize = 500;

type Run = { signal: AbortSignal; progress(made: Progress): void };

/**
 * Seals under the key that is in use what another key sealed, or what was written before it was sealed: fields, then the
 * content of files. Each page of fields is a transaction, as is each file, and each value and file names its key, so that a
 * run that ends in the middle is simply done again: it finds what is left. What cannot be opened is left as it is.
 * @returns how many values and files were sealed, and how many could not be opened
 */
export async function reseal(actor: SystemActor, { signal, progress }: Run): Promise<ResealOutcome> {
  const { id } = keyInUse(encryptionKeys(), now());
  const outcome = { fields: 0, files: 0, unreadable: 0 };
  const total = await countOthers(actor, id);
  const tell = () => progress({ done: outcome.fields + outcome.files + outcome.unreadable, total });
  for (const statements of perField) {
    for (let after = ""; ; ) {
      signal.throwIfAborted();
      const page = await withActor(actor, (tx) => resealPage(tx, statements, { id, after }));
      outcome.fields += page.sealed;
      outcome.unreadable += page.unreadable;
      tell();
      if (page.last === undefined) break;
      after = page.last;
    }
  }
  await resealFiles(actor, id, {
    signal,
    onFile: (result) => {
      if (result === "sealed") outcome.files += 1;
      if (result === "unreadable") outcome.unreadable += 1;
      tell();
    },
  });
  return outcome;
}

export type ResealOutcome = { fields: number; files: number; unreadable: number };

/** How many values and files the key of this id has not sealed. */
export async function countOthers(actor: SystemActor, id: string): Promise<number> {
  const prefix = prefixOf(id);
  const counts = await withActor(actor, (tx) =>
    Promise.all(perField.map(({ countSealed }) => tx.query(countSealed, { prefix, isSame: false }))),
  );
  return counts.reduce((sum, [row]) => sum + (row?.count ?? 0), await countFiles(actor, id, false));
}

/** How many values and files only the key of this id opens. */
export async function countSealedBy(actor: SystemActor, id: string): Promise<number> {
  const prefix = prefixOf(id);
  const counts = await withActor(actor, (tx) =>
    Promise.all(perField.map(({ countSealed }) => tx.query(countSealed, { prefix, isSame: true }))),
  );
  return counts.reduce((sum, [row]) => sum + (row?.count ?? 0), await countFiles(actor, id, true));
}

type Page = { sealed: number; unreadable: number; last: string | undefined };

/** A value that somebody changed since it was read stays as they wrote it, under the key that they had. */
async function resealPage(
  tx: Tx,
  { field, select, update }: FieldStatements,
  at: { id: string; after: string },
): Promise<Page> {
  const rows = await tx.query(select, { prefix: prefixOf(at.id), after: at.after });
  const keys: string[] = [];
  const before: Sealed[] = [];
  const values: Sealed[] = [];
  for (const { key, rowId, schoolId, value } of rows) {
    const place = { rowId, schoolId };
    const text = textIn(field, place, value);
    if (text === undefined) continue;
    keys.push(key);
    before.push(value);
    values.push(sealField(field, place, text));
  }
  const [written] = keys.length === 0 ? [] : await tx.query(update, { keys, before, values });
  return {
    sealed: written?.count ?? 0,
    unreadable: rows.length - keys.length,
    last: rows.length < pageSize ? undefined : rows.at(-1)?.key,
  };
}

function textIn(field: SealedField, place: { rowId: string; schoolId: string }, value: Sealed): string | undefined {
  try {
    return openField(field, place, value);
  } catch (error) {
    if (error instanceof UnreadableField) return undefined;
    throw error;
  }
}

function prefixOf(id: string): string {
  return `s1.${id}.`;
}

type FieldStatements = ReturnType<typeof statementsOf>;

const counted = z.object({ count: z.coerce.number() });

const perField = Object.entries(sealedFields).map(([name, field]) => statementsOf(name, field));

/** A row is named by its primary key, as text; a value is bound to what stands in `row`. */
function statementsOf(fieldName: string, field: SealedField) {
  const { table, path } = field;
  const from = sql.identifier(table);
  const column = sql.identifier(field.column);
  const place = sql`coalesce(kept.${sql.identifier(field.row)}, '')`;
  const keys = (field.keys ?? [field.row]).map((name) => sql`kept.${sql.identifier(name)}`);
  const key = sql.join(keys, sql` || ' ' || `);
  const value = path === undefined ? sql`kept.${column}` : sql`kept.${column} #>> ${sql.raw(`'${path}'`)}`;
  const sealedAgain =
    path === undefined
      ? sql`given.value`
      : sql`jsonb_set(kept.${column}, ${sql.raw(`'${path}'`)}, to_jsonb(given.value))`;
  const startsWith = (p: { prefix: unknown }) => sql`starts_with(${value}, ${p.prefix}::text)`;
  const isText = field.isNeverPlain ? sql`starts_with(${value}, 's1.')` : sql`true`;
  return {
    field,
    countSealed: sqlStatement(
      `reseal_count_${fieldName}`,
      counted,
      (p: Params<{ prefix: string; isSame: boolean }>) => sql`
        select count(*) from ${from} as kept where ${isText} and ${startsWith(p)} = ${p.isSame}::boolean`,
    ),
    select: sqlStatement(
      `reseal_select_${fieldName}`,
      z.object({ key: z.string(), rowId: z.string(), schoolId: z.string(), value: sealedColumn }),
      (p: Params<{ prefix: string; after: string }>) => sql`
        select ${key} as key, ${place} as "rowId", kept.school_id as "schoolId", ${value} as value
        from ${from} as kept
        where ${key} > ${p.after} and ${isText} and not ${startsWith(p)} order by 1 limit ${sql.raw(String(pageSize))}`,
    ),
    update: sqlStatement(
      `reseal_update_${fieldName}`,
      counted,
      (p: Params<{ keys: string[]; before: Sealed[]; values: Sealed[] }>) => sql`
        with written as (
          update ${from} as kept set ${column} = ${sealedAgain}
          from unnest(${p.keys}::text[], ${p.before}::text[], ${p.values}::text[]) as given (key, before, value)
          where ${key} = given.key and ${value} = given.before
          returning 1)
        select count(*) from written`,
    ),
  };
}
