import type pg from "pg";
import { insertTwoSchools } from "../two-schools.ts";
import { tableAccess } from "./tables.ts";

/**
 * The two schools with every relation and every state that the rules name: each student's records by each author,
 * in each state, and what each school and the shared one set up.
 */
export async function insertEveryRelation(client: pg.Client): Promise<void> {
  await insertTwoSchools(client);
  await client.query(people);
  for (const table of await inOrderOfReferences(client)) {
    await client.query(tableAccess[table]?.rows ?? "");
  }
}

/**
 * The rows of each table are made from these, and from `pupils` of two-schools.ts. What schools set up is created by
 * `system` or `super`, who are above all schools, so that only the policies keep it in its school. Amina also has
 * records by herself and by a supervisor who is not hers. Eve has both supervisors of the north, and nothing else:
 * a record of Amina's that is said to be hers is one of two students whom Hansen supervises.
 */
const people = `
  create temporary table all_schools on commit drop as select id as school_id from schools;
  create temporary table authors on commit drop as
    select id as student, school_id, supervisor as author from pupils
    union all values ('amina', 'north', 'amina'), ('amina', 'north', 'said');
  create temporary table everybody on commit drop as select id, school_id from users where id <> 'system';
  insert into users (id, school_id, name, email, role) values ('eve', 'north', 'Eve', 'eve@two-schools.test', 'STUDENT');
  insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
    values ('placement_eve', 'north', 'eve', 'rotation_north', current_date - 10, current_date + 10);
  insert into placement_supervisors (placement_id, supervisor_id, school_id)
    values ('placement_eve', 'hansen', 'north'), ('placement_eve', 'said', 'north');
`;

/** Each table after those that its rows refer to. */
async function inOrderOfReferences(client: pg.Client): Promise<Iterable<string>> {
  const { rows } = await client.query<{ table: string; target: string }>(
    `select distinct r.relname as table, t.relname as target
     from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_class t on t.oid = c.confrelid
     where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid <> c.confrelid`,
  );
  const targets = Map.groupBy(rows, ({ table }) => table);
  const ordered = new Set<string>();
  const visit = (table: string, trail: readonly string[]): void => {
    if (trail.includes(table)) throw new Error(`Tables refer to each other: ${[...trail, table].join(", ")}.`);
    if (ordered.has(table)) return;
    for (const { target } of targets.get(table) ?? []) visit(target, [...trail, table]);
    for (const before of tableAccess[table]?.rowsAfter ?? []) visit(before, [...trail, table]);
    ordered.add(table);
  };
  for (const table of Object.keys(tableAccess)) visit(table, []);
  return ordered;
}
