import { AppError } from "#src/errors.ts";

/**
 * Opaque keyset cursors: the sort key of the last line seen, so that pages stay stable while rows are added.
 * A cursor of another list or a forged one is refused as malformed.
 */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

export function decodeCursor(
  cursor: string | undefined,
  kinds: readonly ("string" | "number")[],
): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parts) && parts.length === kinds.length && parts.every((part, i) => isKeyOf(part, kinds[i]))) {
      return parts;
    }
  } catch {
    // Refused below.
  }
  throw new AppError("malformed", "The cursor is not one of this list.");
}

function isKeyOf(part: unknown, kind: "string" | "number" | undefined): boolean {
  if (kind === "number") return typeof part === "number" && Number.isFinite(part);
  return typeof part === "string" && part.length <= 400 && !part.includes("\u0000") && part.isWellFormed();
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
