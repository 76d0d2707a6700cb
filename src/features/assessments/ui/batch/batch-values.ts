import type { GridRow } from "#src/features/assessments/batch/schema.ts";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { parseDecimal } from "#src/lib/parse-decimal.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { batchStrings as strings } from "./batch-strings.ts";

export type Scale = FormAnswer["scale"];

/** What was typed or pasted for one row, as it was. */
export type Entry = {
  level: string;
  words: string;
  isAbsent: boolean;
  /** The row of the paste that it came from. */
  pastedFrom: number | null;
};

export const noEntry: Entry = { level: "", words: "", isAbsent: false, pastedFrom: null };
export const maxWords = 8000;

export function isEmpty({ level, words, isAbsent }: Entry): boolean {
  return level.trim() === "" && words.trim() === "" && !isAbsent;
}

/** A row of the grid is a student and a competency. */
export function rowIdOf({ studentId, competencyId }: Pick<GridRow, "studentId" | "competencyId">): string {
  return `${studentId} ${competencyId}`;
}

export type Reading = { rating: number } | { fault: string; wayOut: string } | null;

/** Reads a level as people write it: its number, its word or short word; pass and fail also by 1 and 0. */
export function readLevel(text: string, scale: Scale): Reading {
  const typed = text.trim();
  if (typed === "") return null;
  if (scale.kind === "NUMERIC") {
    const rating = parseDecimal(typed);
    const wayOut = strings.typeNumber(scale.min, scale.max);
    if (rating === null || Number.isNaN(rating)) return { fault: strings.notANumber(typed), wayOut };
    if (rating < scale.min || rating > scale.max) return { fault: strings.outOfRange(typed), wayOut };
    if (Number(rating.toFixed(2)) !== rating) return { fault: strings.tooManyDecimals(typed), wayOut };
    return { rating };
  }
  const found = scale.levels.find((level) => isLevel(typed, level));
  if (found) return { rating: found.value };
  return scale.kind === "BINARY"
    ? { fault: strings.notAResult(typed), wayOut: strings.pressResult }
    : { fault: strings.notALevel(typed), wayOut: strings.pressLevel(keysOf(scale)) };
}

function isLevel(typed: string, { value, label }: Scale["levels"][number]): boolean {
  if (parseDecimal(typed) === value) return true;
  const lower = typed.toLocaleLowerCase();
  return [label, shortLevelWord(label), `${value} · ${shortLevelWord(label)}`, `${value} · ${label}`].some(
    (word) => word.toLocaleLowerCase() === lower,
  );
}

/** "1 to 5", for the way out of an error. */
function keysOf({ levels }: Scale): string {
  const values = levels.map(({ value }) => value).sort((a, b) => a - b);
  return strings.span(values[0] ?? 0, values.at(-1) ?? 0);
}

/** The level that a key stands for: its digit, or the first letter of pass and fail where no other level has it. */
export function levelOfKey(key: string, scale: Scale): number | undefined {
  if (scale.kind === "NUMERIC" || key.length !== 1) return undefined;
  const byNumber = scale.levels.find(({ value }) => String(value) === key);
  if (byNumber) return byNumber.value;
  if (scale.kind !== "BINARY") return undefined;
  const byLetter = scale.levels.filter(({ label }) => label.toLocaleLowerCase().startsWith(key.toLocaleLowerCase()));
  return byLetter.length === 1 ? byLetter[0]?.value : undefined;
}

export type Observed = {
  at: Date;
  /** The school's day of it. */
  day: string;
  /** "20 Nov", of a day of the school. */
  dayWords: (day: string) => string;
};

/** Why nothing can be recorded for a row, in words; null where something can. */
export function obstacleOf(row: GridRow, observed: Observed | null): string | null {
  if (row.obstacle === "not-assigned") return strings.notAssigned;
  if (row.obstacle === "criteria") return strings.hasCriteria;
  if (row.draftId !== null) return strings.hasDraft;
  if (!observed) return null;
  const { placementEndsOn, observedFrom } = row;
  if (placementEndsOn !== null && observed.day > placementEndsOn)
    return strings.placementEndedOn(observed.dayWords(placementEndsOn));
  if (observedFrom !== null && observed.at < new Date(observedFrom)) return strings.tooEarly;
  return null;
}

export type RowState =
  | { kind: "blocked"; why: string }
  | { kind: "sending" }
  | { kind: "sent"; assessmentId: string | null }
  | { kind: "error"; fault: string; wayOut: string }
  | { kind: "refused"; why: string }
  | { kind: "absent" }
  | { kind: "none" }
  | { kind: "too-long" }
  | { kind: "ready"; rating: number };

export type Counts = Record<RowState["kind"], { count: number; firstId: string | null }>;

/** How many rows are in each state, and the first of each. */
export function countStates(rows: readonly { id: string; state: RowState }[]): Counts {
  const none = () => ({ count: 0, firstId: null });
  const counts: Counts = {
    blocked: none(),
    sending: none(),
    sent: none(),
    error: none(),
    refused: none(),
    absent: none(),
    none: none(),
    "too-long": none(),
    ready: none(),
  };
  for (const { id, state } of rows) {
    const of = counts[state.kind];
    of.count += 1;
    of.firstId ??= id;
  }
  return counts;
}

/** The cells of what a spreadsheet puts on the clipboard: tabs and lines, with quotes around what contains either. */
export function parsePaste(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = "";
  };
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const letter = source.charAt(at);
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (source.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell === "") isQuoted = true;
    else if (letter === "\t") endCell();
    else if (letter === "\n") {
      endCell();
      rows.push([]);
    } else cell += letter;
  }
  endCell();
  return rows;
}

export type Target = { id: string; name: string; number: string | null; canTake: boolean };
export type Pasted = {
  entries: Map<string, Pick<Entry, "level" | "words" | "isAbsent"> & { pastedFrom: number }>;
  /** Rows of the paste that were not used, in words. */
  unused: string[];
};

const absentWords = /^(-|–|—|−|n\/?a|absent|not here)$/i;
const headWords = /^(level|rating|score|result|mark|grade)s?$/i;

/**
 * Lays a paste over the rows, down from the one where it was pasted: level, then words. A paste of three columns has the
 * student's number or name first, and finds its rows by them, wherever they are.
 */
export function layPaste(text: string, targets: readonly Target[], at: number): Pasted {
  const [head, ...rest] = parsePaste(text);
  const isHead = head?.some((cell) => headWords.test(cell.trim())) ?? false;
  const lines = [...(isHead || !head ? [] : [head]), ...rest];
  const shift = isHead ? 2 : 1;
  const isNamed =
    lines.length > 0 && lines.every((line) => line.length >= 3 || line.every((cell) => cell.trim() === ""));
  const entries: Pasted["entries"] = new Map();
  const unused: string[] = [];
  for (const [index, line] of lines.entries()) {
    const number = index + shift;
    if (line.every((cell) => cell.trim() === "")) continue;
    const [level = "", ...words] = isNamed ? line.slice(1) : line;
    const target = isNamed ? findTarget(targets, line[0] ?? "") : targets[at + index];
    if (!target) {
      unused.push(isNamed ? strings.unknownStudent(number, line[0]?.trim() ?? "") : strings.beyondLast(number));
    } else if (!target.canTake) {
      unused.push(strings.cannotTake(number, target.name));
    } else if (entries.has(target.id)) {
      unused.push(strings.twice(number, target.name));
    } else {
      const isAbsent = absentWords.test(level.trim());
      const said = words.filter((cell) => cell.trim() !== "").join(" ");
      entries.set(target.id, { level: isAbsent ? "" : level.trim(), words: said, isAbsent, pastedFrom: number });
    }
  }
  return { entries, unused };
}

function findTarget(targets: readonly Target[], who: string): Target | undefined {
  const sought = who.trim().toLocaleLowerCase();
  const byNumber = targets.find(({ number }) => number?.toLocaleLowerCase() === sought);
  if (byNumber) return byNumber;
  const byName = targets.filter(({ name }) => name.toLocaleLowerCase() === sought);
  return byName.length === 1 ? byName[0] : undefined;
}
