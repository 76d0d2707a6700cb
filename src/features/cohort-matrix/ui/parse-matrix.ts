import type { MatrixAnswer } from "#src/features/cohort-matrix/schema.ts";

/** Parsed at once: some 10 ms on a slow phone. */
const pieceLength = 60_000;

/**
 * Parses the answer in pieces, and lets the page answer the reader between them: 36,000 cells are 2 MB. The server writes
 * a line for all but the rows and then one for each row, and no line break within them.
 */
export async function parseMatrix(text: string): Promise<MatrixAnswer> {
  const headEnd = text.indexOf("\n");
  const end = text.lastIndexOf("\n");
  // What was kept from another version of the program, or has no rows.
  if (headEnd === -1 || headEnd === end) return JSON.parse(text);
  // It is from a server of the same build.
  const answer = JSON.parse(`${text.slice(0, headEnd)}]}`) as MatrixAnswer;
  for (let from = headEnd + 1; from < end; ) {
    const at = text.indexOf("\n", Math.min(from + pieceLength, end));
    const rows = text.slice(from, at).replace(/,$/, "");
    for (const row of JSON.parse(`[${rows}]`) as MatrixAnswer["rows"]) answer.rows.push(row);
    from = at + 1;
    await new Promise((resume) => setTimeout(resume));
  }
  return answer;
}
