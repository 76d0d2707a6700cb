import { EvaluationError, readLines } from "#src/features/predictions/evaluating/read-csv.ts";
import {
  type DatedAssessment,
  type Day,
  dayNumber,
  type Interaction,
  isoOf,
  type PlannedItem,
  type StudentHistory,
} from "#src/features/predictions/facts-of.ts";

/** Where the data is, and what of it means what. */
export type EvaluationFiles = {
  enrolments: string;
  assessments: string;
  interactions: string | null;
  /** The column of the outcome, and the words that mean that it came true; by default 1, true, yes, pass. */
  outcome: { column: string; words: readonly string[] };
  heldOut: { column: string; value: string } | null;
  /** The score that is enough, where the file does not say. */
  target: number;
};

/** `leftOn`: the day from which the student no longer took part. */
export type Enrolment = {
  student: string;
  outcome: boolean;
  isHeldOut: boolean;
  leftOn: Day | null;
  history: StudentHistory;
};

type Building = Omit<Enrolment, "history"> & {
  startsOn: Day;
  endsOn: Day | null;
  plan: PlannedItem[];
  assessments: DatedAssessment[];
  interactions: Interaction[] | null;
};

const meaningYes = ["1", "true", "yes", "pass", "passed"];
const meaningNo = ["0", "false", "no", "fail", "failed", "withdrawn", ""];

/**
 * Reads the histories of all enrolments from CSV files; `docs/prediction.md` describes the columns.
 * @throws EvaluationError which names the file, the line and what would be right
 */
export async function readHistories(files: EvaluationFiles): Promise<Enrolment[]> {
  const enrolments = await readEnrolments(files);
  await readAssessments(files, enrolments);
  if (files.interactions !== null) await readInteractions(files.interactions, enrolments);
  return [...enrolments.values()].map(({ student, outcome, isHeldOut, leftOn, ...history }) => ({
    student,
    outcome,
    isHeldOut,
    leftOn,
    history,
  }));
}

async function readEnrolments(files: EvaluationFiles): Promise<Map<string, Building>> {
  const { enrolments: path, outcome, heldOut } = files;
  const found = new Map<string, Building>();
  const needed = ["student", outcome.column, ...(heldOut ? [heldOut.column] : [])];
  for await (const { line, cells } of readLines(path, needed)) {
    const student = cells.student ?? "";
    if (student === "") throw new EvaluationError(`${path}, line ${line}: the student is empty.`);
    if (found.has(student))
      throw new EvaluationError(
        `${path}, line ${line}: ${student} stands twice. One line for each enrolment, with a key of its own.`,
      );
    found.set(student, {
      student,
      outcome: outcomeOf(cells[outcome.column] ?? "", outcome, `${path}, line ${line}`),
      isHeldOut: heldOut !== null && cells[heldOut.column] === heldOut.value,
      leftOn: optionalDay(cells.left, `${path}, line ${line}, left`),
      startsOn: optionalDay(cells.starts, `${path}, line ${line}, starts`) ?? 0,
      endsOn: optionalDay(cells.ends, `${path}, line ${line}, ends`),
      plan: [],
      assessments: [],
      interactions: files.interactions === null ? null : [],
    });
  }
  if (found.size === 0) throw new EvaluationError(`${path} has no students.`);
  return found;
}

function outcomeOf(cell: string, { column, words }: EvaluationFiles["outcome"], where: string): boolean {
  if (words.length > 0) return words.includes(cell);
  const word = cell.toLowerCase();
  if (meaningYes.includes(word)) return true;
  if (meaningNo.includes(word)) return false;
  throw new EvaluationError(
    `${where}: the outcome "${cell}" is neither 1 nor 0. Say which words mean that it came true: --outcome ${column}=${cell}`,
  );
}

async function readAssessments(files: EvaluationFiles, enrolments: Map<string, Building>): Promise<void> {
  const path = files.assessments;
  for await (const { line, cells } of readLines(path, ["student", "day", "score"])) {
    const where = `${path}, line ${line}`;
    const of = enrolled(cells.student, enrolments, where);
    const day = optionalDay(cells.day, `${where}, day`);
    const due = optionalDay(cells.due, `${where}, due`);
    const target = cells.target ? numberOf(cells.target, `${where}, target`) : files.target;
    const score = cells.score ? numberOf(cells.score, `${where}, score`) : null;
    const id = `line ${line}`;
    if (day !== null && score !== null) {
      const weight = cells.weight ? numberOf(cells.weight, `${where}, weight`) : 1;
      const knownOn = optionalDay(cells.known, `${where}, known`) ?? day;
      of.assessments.push({ day, knownOn, score, target, weight, competency: id, evaluator: null });
    }
    if (due === null) continue;
    const isDone = day !== null && score !== null && score >= target;
    of.plan.push({
      id,
      dueOn: isoOf(due),
      startsOn: null,
      endsOn: null,
      completedOn: isDone ? day : null,
      evaluatorsNeeded: 1,
      observationsNeeded: 1,
    });
  }
}

async function readInteractions(path: string, enrolments: Map<string, Building>): Promise<void> {
  for await (const { line, cells } of readLines(path, ["student", "day", "count"])) {
    const where = `${path}, line ${line}`;
    const of = enrolled(cells.student, enrolments, where);
    const day = optionalDay(cells.day, `${where}, day`);
    if (day === null) throw new EvaluationError(`${where}: the day is empty.`);
    of.interactions?.push({ day, kind: cells.kind ?? "", count: numberOf(cells.count ?? "", `${where}, count`) });
  }
}

function enrolled(student: string | undefined, enrolments: Map<string, Building>, where: string): Building {
  const found = enrolments.get(student ?? "");
  if (!found) throw new EvaluationError(`${where}: ${student || "an empty student"} is not among the enrolments.`);
  return found;
}

/** A whole number of days from any first day, or a date such as 2026-11-29. */
function optionalDay(cell: string | undefined, where: string): Day | null {
  if (cell === undefined || cell === "") return null;
  const day = /^\d{4}-\d\d-\d\d$/.test(cell) ? dayNumber(cell) : Number(cell);
  if (Number.isSafeInteger(day)) return day;
  throw new EvaluationError(`${where}: "${cell}" is no day. A day is a whole number, or a date such as 2026-11-29.`);
}

function numberOf(cell: string, where: string): number {
  const value = Number(cell);
  if (cell !== "" && Number.isFinite(value)) return value;
  throw new EvaluationError(`${where}: "${cell}" is no number.`);
}
