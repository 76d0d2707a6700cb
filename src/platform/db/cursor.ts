import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { calendarDay, id, isSaneYear, text } from "#src/lib/fields.ts";

/**
 * Opaque keyset cursors: the sort key of the last line seen, so that pages stay stable while rows are added.
 * A cursor of another list or a forged one is refused as malformed.
 */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** As `instantKey` writes it: UTC, with microseconds. */
export const instant = z.iso.datetime({ precision: 6 }).refine(isSaneYear);

/** What a part of a cursor may be; each list names the kinds of its own. */
const kinds = {
  instant,
  id,
  day: calendarDay,
  text: text({ max: 1000 }),
  integer: z.int32(),
};

type Kind = keyof typeof kinds;
type Keys<K extends readonly Kind[]> = { [Index in keyof K]: z.output<(typeof kinds)[K[Index]]> };

export function decodeCursor<const K extends readonly Kind[]>(
  cursor: string | undefined,
  expected: K,
): Keys<K> | undefined {
  if (cursor === undefined) return undefined;
  const parts = partsOf(cursor);
  const isOfList =
    Array.isArray(parts) &&
    parts.length === expected.length &&
    expected.every((kind, index) => kinds[kind].safeParse(parts[index]).success);
  if (!isOfList) throw new AppError("malformed", "The cursor is not one of this list.");
  // Each part was checked by its kind just above.
  return parts as Keys<K>;
}

function partsOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** An instant as a part of a cursor, with all of its digits, and the same in every session's time zone. */
export function instantKey(instant: SQLWrapper): SQL<string> {
  return sql<string>`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** How many lines of a read of `limit + 1` rows the page shows. */
export function shownOf(limit: number): (rows: readonly unknown[]) => number {
  return (rows) => Math.min(rows.length, limit);
}

/** The lines of one page and the cursor of the next, from a read of `limit + 1` rows. */
export function pageOf<T, L>(
  rows: readonly T[],
  limit: number,
  line: (row: T) => L,
  key: (row: T) => readonly (string | number)[],
): { items: L[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(line),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null,
  };
}
