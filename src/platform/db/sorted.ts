import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import type { Params } from "#src/platform/db/statement.ts";

/**
 * A list in the order of one of its columns, by pages. Each column gives a key, a text that is empty where the line has
 * no value; lines of the same key come by `tie`, mostly a name, and by id, so that the order is total and a page begins
 * exactly after the one before. Lines without a value come last in both directions. The key is computed for every line
 * that the filters leave, so this is for lists that a school bounds.
 */
export type Place = {
  sort: string;
  isDescending: boolean;
  afterKey: string | null;
  afterTie: string | null;
  afterId: string | null;
  limit: number;
};

type Direction = "asc" | "desc";
type OrderQuery<Sort> = { sort?: Sort | undefined; direction?: Direction | undefined };
type Order<Sort> = { sort: Sort; direction: Direction };

/** Where the page of a query begins. `first` is the order in which the list is opened; a cursor is of one order. */
export function placeOf<Sort extends string>(
  query: OrderQuery<Sort> & { cursor?: string | undefined; limit: number },
  first: Order<Sort>,
): Place {
  const { sort, direction } = orderOf(query, first);
  const after = decodeCursor(query.cursor, ["text", "text", "text", "id"]);
  if (after && after[0] !== `${sort} ${direction}`)
    throw new AppError("malformed", "The cursor is not one of this list.");
  const [, afterKey = null, afterTie = null, afterId = null] = after ?? [];
  return { sort, isDescending: direction === "desc", afterKey, afterTie, afterId, limit: query.limit + 1 };
}

function orderOf<Sort extends string>({ sort, direction }: OrderQuery<Sort>, first: Order<Sort>): Order<Sort> {
  return sort === undefined ? first : { sort, direction: direction ?? "asc" };
}

/** The lines of a page of `place`, and the cursor of the next. */
export function sortedPage<Row extends { key: string; tie: string }, Line>(
  rows: readonly Row[],
  { sort, isDescending, limit }: Place,
  line: (row: Omit<Row, "key" | "tie">) => Line,
  id: (row: Row) => string,
): { items: Line[]; nextCursor: string | null } {
  return pageOf(
    rows,
    limit - 1,
    ({ key: _key, tie: _tie, ...row }) => line(row),
    (row) => [`${sort} ${isDescending ? "desc" : "asc"}`, row.key, row.tie, id(row)],
  );
}

/** The parts of a statement: the `key` to select, what comes `after` a place, and the order. */
export function sortedBy(
  p: Params<Place>,
  { keys, tie, id }: { keys: Record<string, SQLWrapper>; tie: SQLWrapper; id: SQLWrapper },
): { key: SQL<string>; after: SQL; order: SQL } {
  const cases = Object.entries(keys).map(([sort, key]) => sql`when ${sql.raw(`'${sort}'`)} then ${key}`);
  const key = sql<string>`(case ${p.sort}::text ${sql.join(cases, sql` `)} else '' end collate "C")`;
  const inOrder = inNameOrder(key);
  const afterKey = inNameOrder(sql`${p.afterKey}::text`);
  const tieInOrder = inNameOrder(sql`(${tie})`);
  const isDescending = sql`${p.isDescending}::boolean`;
  return {
    key,
    after: sql`(${p.afterKey}::text is null
      or (${key} = '') > (${p.afterKey}::text = '')
      or ((${key} = '') = (${p.afterKey}::text = '')
        and (case when ${isDescending} then ${inOrder} < ${afterKey} else ${inOrder} > ${afterKey} end
          or (${key} = ${p.afterKey}::text
            and (${tieInOrder}, ${id}) > (${inNameOrder(sql`${p.afterTie}::text`)}, ${p.afterId}::text collate "C")))))`,
    order: sql`${key} = '', case when ${isDescending} then ${inOrder} end desc,
      case when not ${isDescending} then ${inOrder} end, ${tieInOrder}, ${id}`,
  };
}

/** Keys of columns: names by their letters, numbers by their size, instants and days by time. */
export const keyOf = {
  text: (value: SQLWrapper): SQL => sql`coalesce(${value}, '')`,
  /** Of a whole number that is not below zero. */
  number: (value: SQLWrapper): SQL => sql`coalesce(lpad((${value})::text, 12, '0'), '')`,
  instant: (value: SQLWrapper): SQL => sql`coalesce(${instantKey(value)}, '')`,
  /** By the place of the value among others, as states come one after the other. */
  oneOf: (value: SQLWrapper, values: readonly string[]): SQL =>
    sql`coalesce(lpad(array_position(array[${sql.raw(values.map((one) => `'${one}'`).join(", "))}]::text[], (${value})::text)::text, 4, '0'), '')`,
};
