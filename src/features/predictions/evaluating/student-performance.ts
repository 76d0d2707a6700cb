import {
  type ComparedRow,
  crossValidate,
  type Interval,
  intervalOf,
  isRight,
} from "#src/features/predictions/evaluating/compare-models.ts";
import { inputsOfTable, type Table } from "#src/features/predictions/evaluating/inputs-of-table.ts";

/**
 * UCI student performance (Cortez and Silva 2008): who passes (G3 at least 10) by attributes and two earlier grades.
 * A has all inputs, B all but G2, C neither grade.
 */
export const inputSets = {
  A: { says: "all inputs", without: [] },
  B: { says: "without G2", without: ["G2"] },
  C: { says: "without G1 and G2", without: ["G1", "G2"] },
} as const satisfies Record<string, { says: string; without: readonly string[] }>;
export type InputSet = keyof typeof inputSets;

/** Percent right of the random forest, as published; naive is worked out here, and equals the published figures. */
export const published: Record<"Math" | "Portuguese", Partial<Record<InputSet, number>>> = {
  Math: { B: 83.0, C: 70.5 },
  Portuguese: { B: 90.1, C: 85.0 },
};

/** Attributes that the product would never use, for the second line of set C. */
export const protectedColumns = ["sex", "age", "address", "famsize", "Pstatus", "romantic", "health", "school"];

export type SetResult = {
  students: number;
  inputs: number;
  naive: number;
  accuracy: Interval;
  /** Over the naive accuracy, in points; `students` is the interval for other students instead of other folds. */
  gain: Interval & { students: Interval };
  auroc: Interval;
  brier: Interval;
  slope: Interval;
  intercept: Interval;
  rule: { auroc: Interval; brier: Interval };
};

/** @param without further columns that are not used */
export function evaluateSet(
  table: Table,
  set: InputSet,
  { seeds, without = [] }: { seeds: number; without?: readonly string[] },
): SetResult {
  const left: readonly string[] = [...inputSets[set].without, ...without, "G3"];
  const columns = table.columns.filter((column) => !left.includes(column));
  const { names, rows } = inputsOfTable(table, columns);
  const compared = rows.map<ComparedRow>((inputs, row) => {
    const line = table.rows[row] ?? {};
    const flag = isFlagged(line, set);
    return { student: String(row), inputs: [...inputs, Number(flag)], outcome: Number(line.G3) >= 10, isFlagged: flag };
  });
  const runs = Array.from({ length: seeds }, (_, seed) =>
    crossValidate([...names, "the rule"], compared, { folds: 10, innerFolds: 5, seed: seed + 1 }),
  );
  const naive = compared.map((row, place) => Number(naiveOf(table.rows[place] ?? {}, set, compared) === row.outcome));
  const naiveShare = naive.reduce((sum, right) => sum + right, 0) / naive.length;
  const over = (value: (run: (typeof runs)[number]) => number | null) =>
    intervalOf(runs.map((run) => value(run) ?? Number.NaN));
  const gains = naive.map((right, row) => runs.reduce((sum, run) => sum + isRight(run, row), 0) / seeds - right);
  return {
    students: compared.length,
    inputs: names.length,
    naive: naiveShare,
    accuracy: over(({ model }) => model.accuracy),
    gain: { ...over(({ model }) => model.accuracy - naiveShare), students: intervalOf(gains) },
    auroc: over(({ model }) => model.auroc),
    brier: over(({ model }) => model.brier),
    slope: over(({ model }) => model.calibrationSlope),
    intercept: over(({ model }) => model.calibrationIntercept),
    rule: { auroc: over(({ rule }) => rule.auroc), brier: over(({ rule }) => rule.brier) },
  };
}

/**
 * The rule on this table, which has neither a plan nor days: behind is the last grade known below the pass mark; without
 * grades, an earlier failure.
 */
function isFlagged(line: Record<string, string>, set: InputSet): boolean {
  if (set === "C") return Number(line.failures) > 0;
  return Number(set === "A" ? line.G2 : line.G1) < 10;
}

/** What the paper compares with: the last grade known; without grades, what is frequent. */
function naiveOf(line: Record<string, string>, set: InputSet, rows: readonly ComparedRow[]): boolean {
  if (set !== "C") return Number(set === "A" ? line.G2 : line.G1) >= 10;
  return rows.filter(({ outcome }) => outcome).length * 2 >= rows.length;
}
