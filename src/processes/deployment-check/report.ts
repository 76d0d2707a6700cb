import { tableText } from "#src/lib/table-text.ts";

type Verdict = "OK" | "FAULT" | "NOT RUN";

/** `found` is what was seen, or what is wrong; `remedy` what to do about a fault. */
export type Row = { name: string; verdict: Verdict; ms: number; found: string; remedy: string };

/** What a check finds wrong. Its words are printed, so that they must hold no secret. */
export class Fault extends Error {
  readonly remedy: string | undefined;

  /** @param remedy in place of the row's own */
  constructor(words: string, remedy?: string) {
    super(words);
    this.name = "Fault";
    this.remedy = remedy;
  }
}

export type Report = {
  rows: readonly Row[];
  /** Sentences for the end: what remains, what was not asked. */
  remarks: string[];
  /**
   * Runs one check, and adds its row. `work` returns what it saw, or throws.
   * @param needs a part that has to be there; without it the check is not run
   */
  check<Needed>(
    name: string,
    options: { remedy: string; needs?: { what: string; is: Needed | undefined } },
    work: (needed: Needed) => Promise<string>,
  ): Promise<boolean>;
};

/** @param onRow is told each row as soon as it is known */
export function newReport(onRow: (row: Row) => void = () => {}): Report {
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    onRow(row);
  };
  return {
    rows,
    remarks: [],
    async check(name, { remedy, needs }, work) {
      if (needs && needs.is === undefined) {
        add({ name, verdict: "NOT RUN", ms: 0, found: `needs ${needs.what}`, remedy: "" });
        return false;
      }
      const startedAt = performance.now();
      const took = () => Math.round(performance.now() - startedAt);
      try {
        // Present where it is needed, and otherwise not used.
        const found = await work(needs?.is as never);
        add({ name, verdict: "OK", ms: took(), found, remedy: "" });
        return true;
      } catch (error) {
        const own = error instanceof Fault ? error.remedy : undefined;
        add({ name, verdict: "FAULT", ms: took(), found: wordsOf(error), remedy: own ?? remedy });
        return false;
      }
    },
  };
}

/** Everything was run and found right. What was not run had a fault before it. */
export function exitCodeOf({ rows }: Pick<Report, "rows">): 0 | 1 {
  return rows.length > 0 && rows.every(({ verdict }) => verdict === "OK") ? 0 : 1;
}

const header = ["check", "verdict", "time", "what was found", "what to do"];

export function reportText({ rows, remarks }: Pick<Report, "rows" | "remarks">): string {
  const lines = rows.map(({ name, verdict, ms, found, remedy }) => [name, verdict, secondsText(ms), found, remedy]);
  const faults = rows.filter(({ verdict }) => verdict === "FAULT").length;
  const unrun = rows.filter(({ verdict }) => verdict === "NOT RUN").length;
  const sum = [
    `${rows.length - faults - unrun} of ${rows.length} OK`,
    ...(faults > 0 ? [`${faults} ${faults === 1 ? "fault" : "faults"}`] : []),
    ...(unrun > 0 ? [`${unrun} not run`] : []),
  ];
  return `${[tableText([header, ...lines]), "", `${sum.join(", ")}.`, ...remarks].join("\n")}\n`;
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Of an error of ours its words, of any other only its kind: what it says might quote what was sent. */
function wordsOf(error: unknown): string {
  if (error instanceof Fault) return error.message;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "failed";
  if (cause.name === "TimeoutError" || cause.name === "AbortError") return "no answer in time";
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
  return `no answer that can be read (${code})`;
}
