import { type SQL, sql } from "drizzle-orm";
import { relationOf, tableNamed, withPerson } from "#src/features/privacy/relation-sql.ts";
import { type Params, type Statement, sqlWrite } from "#src/platform/db/statement.ts";
import { personalTables } from "#src/platform/personal-data/personal-data.ts";
import { columnsOf, type Relation, removedWord } from "#src/platform/personal-data/personal-table.ts";

type Erasing = { does: "deleted" | "changed"; statement: Statement<{ personId: string }, number> };

/** What is done to one table, in a transaction of its own. */
export type EraseStep = { table: string; erasings: readonly Erasing[] };

/**
 * The steps of an erasure, made from `platform/personal-data`. Texts that name the person come first, while the name is
 * known, and the person's own row last, since the others are found by it. Each may be run again: it then finds nothing.
 */
export const eraseSteps: readonly EraseStep[] = orderOf(Object.keys(personalTables))
  .map((name) => ({ table: name.replaceAll('"', ""), erasings: erasingsOf(name) }))
  .filter(({ erasings }) => erasings.length > 0);

function orderOf(names: readonly string[]): string[] {
  const isMention = (name: string) => personalTables[name]?.people.some(({ is }) => is === "mention") ?? false;
  const rank = (name: string) => (name === "users" ? 2 : isMention(name) ? 0 : 1);
  return names.toSorted((a, b) => rank(a) - rank(b));
}

function erasingsOf(name: string): Erasing[] {
  const relations = personalTables[name]?.people ?? [];
  // Mentions first here too: a row that is emptied is no longer found by what it said.
  const sorted = relations.toSorted((a, b) => Number(b.is === "mention") - Number(a.is === "mention"));
  return sorted.flatMap((relation, n) => erasingOf(name, relation, n) ?? []);
}

function erasingOf(name: string, relation: Relation, n: number): Erasing | undefined {
  const label = `${name.replaceAll('"', "").replace(".", "_")}_${n}`;
  const isDeleted = relation.erased === "deleted" && relation.is !== "actor";
  if (!isDeleted && contentsOf(relation).length === 0) return undefined;
  const statement = sqlWrite(`rows_erase_${label}`, (p: Params<{ personId: string }>) =>
    isDeleted ? deleteOf(name, relation, p.personId) : updateOf(name, relation, p.personId),
  );
  return { does: isDeleted ? "deleted" : "changed", statement };
}

function deleteOf(name: string, relation: Relation, person: SQL): SQL {
  return sql`delete from ${tableNamed(name)} where ${relationOf(relation, person)}`;
}

/** Only rows that still say something, so that a repeat counts none. */
function updateOf(name: string, relation: Relation, person: SQL): SQL {
  const contents = contentsOf(relation).map(({ column, content }) => ({
    column: sql.identifier(column),
    content: withPerson(content, person),
  }));
  const sets = contents.map(({ column, content }) => sql`${column} = ${content}`);
  const differs = contents.map(({ column, content }) => sql`${column} is distinct from ${content}`);
  return sql`update ${tableNamed(name)} set ${sql.join(sets, sql`, `)}
    where ${relationOf(relation, person)} and (${sql.join(differs, sql` or `)})`;
}

function contentsOf({ clears, blanks, sets = {} }: Relation): { column: string; content: string }[] {
  return [
    ...columnsOf(clears).map((column) => ({ column, content: "null" })),
    ...columnsOf(blanks).map((column) => ({
      column,
      content: `case when ${column} is not null then '${removedWord}' end`,
    })),
    ...Object.entries(sets).map(([column, content]) => ({ column, content })),
  ];
}
