import type { DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";
import { inNaturalOrder } from "#src/features/frameworks/import/natural-order.ts";
import { findCircle } from "#src/features/frameworks/import/tree.ts";
import type { ImportFault } from "#src/features/frameworks/schema.ts";
import { withoutHidden } from "#src/lib/fields.ts";

/** An item of a table with what places it, before the tree is known. */
export type Row = DraftItem & {
  line: number;
  /** The code or the identifier of the row above it; empty at the top. */
  parentName: string;
  parentAt: Pick<ImportFault, "line" | "cell">;
};

/**
 * Places each row under the one that it names, and refuses circles; then forgets what is about the file alone. No row
 * can name an identifier that was `made` for a row without one.
 */
export function placeRows(rows: readonly Row[], faults: Faults, made: ReadonlySet<string> = new Set()): DraftItem[] {
  const byIdentifier = new Map(rows.map((row) => [row.identifier, row]));
  const byName = new Map<string, Row>();
  // A code wins over the identifier of another row that is spelt like it.
  for (const row of rows) if (!made.has(row.identifier)) byName.set(row.identifier, row);
  for (const row of rows) if (row.code !== null) byName.set(row.code, row);
  for (const row of rows) {
    if (row.parentName === "") continue;
    const parent = byName.get(row.parentName);
    if (parent) row.parentIdentifier = parent.identifier;
    else {
      faults.add("parent", {
        severity: "warning",
        ...row.parentAt,
        message: `The parent “${row.parentName.slice(0, 60)}” is not a code of this table; the row was placed at the top.`,
      });
    }
  }
  const parents = new Map([...byIdentifier].map(([id, { parentIdentifier }]) => [id, parentIdentifier]));
  const settled = new Set<string>();
  for (const row of rows) {
    const circle = findCircle(row.identifier, parents, settled);
    if (!circle) continue;
    const codes = circle.slice(0, 5).map((one) => `“${(byIdentifier.get(one)?.code ?? one).slice(0, 60)}”`);
    faults.add("circle", {
      severity: "error",
      line: byIdentifier.get(circle[0] ?? "")?.line ?? row.line,
      message:
        circle.length === 1
          ? `The code ${codes[0]} is its own parent.`
          : `${circle.length} codes are each other's parents: ${codes.join(" → ")}${circle.length > 5 ? " → …" : ""}.`,
    });
  }
  return rows.map(({ line: _line, parentName: _parentName, parentAt: _parentAt, ...item }) => item);
}

/** An identifier for a row without one, by its line, with a suffix where a row of the file is called so. */
export function freeIdentifier(identifier: string, taken: ReadonlySet<string>): string {
  return taken.has(identifier) ? freeIdentifier(`${identifier}-`, taken) : identifier;
}

/**
 * Gives categories that differ in case, spaces or Unicode composition one spelling, the first, and says so. Cells that
 * were merged in a sheet are empty below the first: those are filled down, and said; other empty cells are warned of.
 */
export function settleCategories(
  rows: readonly { row: Row; raw: string; at: Row["parentAt"] }[],
  faults: Faults,
): void {
  const spellings = new Map<string, { name: string; others: Set<string>; rows: number }>();
  const top = rows.filter(({ row }) => row.parentName === "");
  const isMerged = looksMerged(top.map(({ row }) => row.category));
  let above: string | null = null;
  let filled = 0;
  for (const { row, raw: given } of top) {
    const raw = withoutHidden(given);
    if (row.category === null && isMerged) {
      row.category = above;
      filled += 1;
    } else above = row.category;
    if (raw.trim() === "" || row.category === null) continue;
    const key = row.category.normalize("NFKC").toLowerCase();
    const known = spellings.get(key);
    if (!known) {
      const others = new Set(raw.trim() === row.category ? [] : [raw]);
      spellings.set(key, { name: row.category, others, rows: 1 });
    } else {
      known.rows += 1;
      if (raw.trim() !== known.name) known.others.add(raw);
      row.category = known.name;
      above = known.name;
    }
  }
  for (const { name, others, rows: count } of spellings.values()) {
    if (others.size === 0 || count < 2) continue;
    const list = [...others].slice(0, 5).map((other) => `“${other.slice(0, 60)}”`);
    faults.add("spelling", {
      severity: "notice",
      message: `“${name.slice(0, 60)}” is spelt in several ways (${list.join(", ")}) and was read as one category.`,
    });
  }
  if (filled > 0) {
    faults.add("filled", {
      severity: "notice",
      message: `${filled} ${filled === 1 ? "row has" : "rows have"} no category and ${filled === 1 ? "was" : "were"} put into the one above, as in merged cells.`,
    });
    return;
  }
  const without = top.filter(({ row }) => row.category === null);
  if (without.length === 0 || without.length === top.length) return;
  faults.add("uncategorised", {
    severity: "warning",
    ...without[0]?.at,
    message: `${without.length} ${without.length === 1 ? "row has" : "rows have"} no category and ${without.length === 1 ? "was" : "were"} put into “General”.`,
  });
}

/** Each category named once, at the first of its rows, and at least two of them. */
function looksMerged(categories: readonly (string | null)[]): boolean {
  const named = categories.filter((category) => category !== null);
  const isNamedOnce = new Set(named).size === named.length;
  return categories[0] !== null && isNamedOnce && named.length > 1 && named.length < categories.length;
}

/** Sorts the rows below each parent by what a column of sequence numbers says. */
export function sortBySequence(rows: readonly Row[], sequences: ReadonlyMap<Row, string>): void {
  for (const row of rows) {
    const given = sequences.get(row)?.trim() ?? "";
    const number = /^-?\d{1,9}$/.test(given) ? Number(given) : undefined;
    if (number !== undefined) row.sortOrder = number;
  }
  const lines = [...sequences.values()].filter((given) => given.trim() !== "");
  if (lines.length === 0 || lines.every((given) => /^\s*-?\d{1,9}\s*$/.test(given))) return;
  const inOrder = rows.toSorted((a, b) => inNaturalOrder(sequences.get(a) ?? "", sequences.get(b) ?? ""));
  for (const [at, row] of inOrder.entries()) row.sortOrder = at;
}
