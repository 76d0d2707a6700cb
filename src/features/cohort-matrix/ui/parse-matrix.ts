import type { MatrixAnswer } from "#src/features/cohort-matrix/schema.ts";
import { countRows, startTotals, type Totals } from "./arrange-rows.ts";

export type CountedMatrix = MatrixAnswer & { totals: Totals };

/** Parsed at once: some 10 ms on a slow phone. */
const pieceLength = 60_000;

/**
 * Parses the answer in pieces, counts the cells of each, and lets the page answer the reader between them: 36,000 cells are 2 MB. The server writes
 * a line for all but the rows and then one for each row, and no line break within them.
 */
export async function parseMatrix(text: string): Promise<CountedMatrix> {
  const headEnd = text.indexOf("\n");
  const end = text.lastIndexOf("\n");
  // What was kept from another version of the program, or has no rows.
  if (headEnd === -1 || headEnd === end) return counted(JSON.parse(text));
  // It is from a server of the same build.
  const answer = counted(JSON.parse(`${text.slice(0, headEnd)}]}`));
  for (let from = headEnd + 1; from < end; ) {
    const at = text.indexOf("\n", Math.min(from + pieceLength, end));
    const rows: MatrixAnswer["rows"] = JSON.parse(`[${text.slice(from, at).replace(/,$/, "")}]`);
    countRows(answer.totals, answer.standings, rows);
    answer.rows.push(...rows);
    from = at + 1;
    await new Promise((resume) => setTimeout(resume));
  }
  return answer;
}

function counted(answer: MatrixAnswer): CountedMatrix {
  const totals = startTotals(answer);
  countRows(totals, answer.standings, answer.rows);
  return { ...answer, totals };
}
