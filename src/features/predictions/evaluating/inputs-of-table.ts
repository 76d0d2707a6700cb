/** A table of texts, by column. */
export type Table = { columns: readonly string[]; rows: readonly Record<string, string>[] };

/**
 * Inputs made of any table: a column of numbers is one input, and one more that says whether it is 0 where that is
 * frequent, as in counts; a column of words is one for each word but the first.
 * @throws nothing: an empty cell is a word of its own in a column of words, and 0 in one of numbers
 */
export function inputsOfTable(table: Table, columns: readonly string[]): { names: string[]; rows: number[][] } {
  const made = columns.flatMap((column) => columnsOf(table, column));
  return {
    names: made.map(({ name }) => name),
    rows: table.rows.map((_, row) => made.map(({ values }) => values[row] ?? 0)),
  };
}

/** Of the rows, so many zeros make "none at all" a thing of its own. */
const manyZeros = 0.1;

function columnsOf({ rows }: Table, column: string): { name: string; values: number[] }[] {
  const cells = rows.map((row) => (row[column] ?? "").trim());
  const numbers = cells.map(Number);
  if (cells.every((cell, row) => cell !== "" && Number.isFinite(numbers[row]))) {
    const zeros = numbers.filter((value) => value === 0).length / numbers.length;
    const isZero = { name: `${column} is 0`, values: numbers.map((value) => Number(value === 0)) };
    const isCount = Math.max(...numbers) > 5 && zeros > manyZeros && zeros < 1 - manyZeros;
    const values = isCount && Math.min(...numbers) >= 0 ? numbers.map((value) => Math.log1p(value)) : numbers;
    return [{ name: column, values }, ...(isCount ? [isZero] : [])];
  }
  const words = [...new Set(cells)].sort();
  return words.slice(1).map((word) => ({
    name: `${column} = ${word}`,
    values: cells.map((cell) => Number(cell === word)),
  }));
}
