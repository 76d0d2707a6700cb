import { sql } from "drizzle-orm";
import {
  countFound,
  type FilterValues,
  filterOf,
  fits,
  lineOf,
  linesSql,
  namedFilter,
  personRow,
} from "#src/features/people/directory.ts";
import type { PeopleFilter, PersonLine } from "#src/features/people/schema.ts";
import { roleWords, statusWords } from "#src/features/people/values.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvResponse } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const rowsAtOnce = 1_000;

/** The people who fit a filter as CSV, by name, read and sent in pieces. */
export async function exportPeople(ctx: UserContext, query: PeopleFilter): Promise<Response> {
  const filter = filterOf(ctx.actor.schoolId, query);
  const [counted] = await readAs(ctx.actor, (tx) => tx.query(countFound, filter), {
    what: "people export",
    requestId: ctx.requestId,
    count: ([found]) => found?.total ?? 0,
    filter: namedFilter(query),
  });
  return csvResponse("people.csv", columns, linesOf(ctx, filter, counted?.total ?? 0));
}

const columns: CsvColumns<PersonLine> = [
  ["Name", (line) => line.name],
  ["Email", (line) => line.email],
  ["Role", (line) => roleWords[line.role]],
  ["Status", (line) => statusWords[line.status]],
  ["Student number", (line) => line.studentNumber],
  ["Program", (line) => line.program],
  ["Cohort", (line) => line.cohort],
  ["Year", (line) => line.yearOfStudy],
  ["Placement now", (line) => line.placement?.rotation ?? null],
  ["Last seen", (line) => line.lastSeenAt],
  ["Added", (line) => line.createdAt],
];

async function* linesOf(ctx: UserContext, filter: FilterValues, total: number): AsyncGenerator<PersonLine[]> {
  let last: PersonLine | undefined;
  for (let sent = 0; sent < total; ) {
    const rows = await readAs(ctx.actor, (tx) =>
      tx.query(selectPiece, { ...filter, afterName: last?.name ?? null, afterId: last?.id ?? null }),
    );
    last = rows.at(-1) && rows.map(lineOf).at(-1);
    if (!last) return;
    sent += rows.length;
    yield rows.map(lineOf);
  }
}

const selectPiece = sqlStatement(
  "people_export",
  personRow,
  (p: Params<FilterValues & { afterName: string | null; afterId: string | null }>) =>
    linesSql(
      sql`select ${users.id}, '' as key from ${users} where ${fits(p)}
        and (${p.afterName}::text is null or (${inNameOrder(users.name)}, ${users.id})
          > (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterId}::text collate "C"))
        order by ${inNameOrder(users.name)}, ${users.id} limit ${sql.raw(String(rowsAtOnce))}`,
      sql`${p.schoolId}`,
      sql`${inNameOrder(sql`u.name`)}, u.id`,
    ),
);
