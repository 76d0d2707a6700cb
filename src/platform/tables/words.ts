import type { TableRow } from "#src/platform/tables/table.ts";

const yes = new Set(
  "true yes y 1 x t ✓ ✔ on wahr ja j oui o vrai si sí s verdadero vero sim verdadeiro sand sant tosi kyllä waar tak prawda да истина 是".split(
    " ",
  ),
);
const no = new Set(
  "false no n 0 f - off falsch nein non faux falso não nao falskt falsk nej nei epätosi ei onwaar nee nie fałsz нет ложь 否".split(
    " ",
  ),
);

/** The meaning of a cell that says yes or no in one of the usual languages; undefined for any other word, or none. */
export function booleanOf(cell: string): boolean | undefined {
  const word = cell.normalize("NFKC").trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}

/** A column's name without its spelling: "Student Number *", "student_number" and "Student\nnumber" are one. */
export function headerKey(cell: string): string {
  return cell
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * The place of the header among the first rows: the row with the most cells that name a known column, or else the
 * first with two cells or more. What stands above it is a title.
 */
export function headerPlace(rows: readonly TableRow[], isKnown: (key: string) => boolean): number {
  const first = rows.slice(0, 20).map(({ cells }, at) => ({
    at,
    known: cells.filter((cell) => isKnown(headerKey(cell))).length,
    filled: cells.filter((cell) => cell.trim() !== "").length,
  }));
  const best = first.reduce((a, b) => (b.known > a.known ? b : a), { at: 0, known: 0, filled: 0 });
  if (best.known > 0) return best.at;
  return first.find(({ filled }) => filled > 1)?.at ?? 0;
}
