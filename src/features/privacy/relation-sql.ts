import { type SQL, sql } from "drizzle-orm";
import type { Relation } from "#src/platform/personal-data/personal-table.ts";

/** A table of `platform/personal-data` by its name, with its schema. */
export function tableNamed(name: string): SQL {
  return sql.raw(name.includes(".") ? name : `public.${name}`);
}

/** Whether a row belongs to the person, by the relation's condition. */
export function relationOf({ key, where }: Relation, person: SQL): SQL {
  return sql`(${where === undefined ? sql`${sql.identifier(key)} = ${person}` : withPerson(where, person)})`;
}

/** SQL of an entry, with the person's id bound in place of `:person`. */
export function withPerson(text: string, person: SQL): SQL {
  return sql.join(
    text.split(":person").map((part) => sql.raw(part)),
    person,
  );
}
