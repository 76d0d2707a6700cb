import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateCutoff } from "#src/features/predictions/evaluating/evaluate-histories.ts";
import { cutoffTable, setHeader, setRow } from "#src/features/predictions/evaluating/print-results.ts";
import { EvaluationError, readTable } from "#src/features/predictions/evaluating/read-csv.ts";
import { readHistories } from "#src/features/predictions/evaluating/read-histories.ts";
import { evaluateSet, protectedColumns } from "#src/features/predictions/evaluating/student-performance.ts";
import { tableText } from "#src/lib/table-text.ts";

/**
 * `npm run evaluate`: how well the model and the rule foretell outcomes, on UCI student performance or, with
 * `--enrolments`, on any CSV files. `docs/prediction.md` describes the columns and the table.
 */
const folder = join(import.meta.dirname, "../../bench/evaluation");

const options = {
  enrolments: { type: "string" },
  assessments: { type: "string" },
  interactions: { type: "string" },
  outcome: { type: "string", default: "outcome" },
  cutoff: { type: "string", default: "30,60,90" },
  "held-out": { type: "string" },
  target: { type: "string", default: "50" },
  seeds: { type: "string", default: "20" },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const seeds = wholeNumber(values.seeds, "--seeds");
  if (values.enrolments === undefined && values.assessments === undefined && values.interactions === undefined)
    await evaluateStudentPerformance(seeds);
  else await evaluateFiles(values, seeds);
}

async function evaluateStudentPerformance(seeds: number): Promise<void> {
  console.log(`UCI student performance, pass = G3 of 10 or more; 10 folds, ${seeds} seeds, 95 % intervals over seeds.`);
  const rows: (readonly string[])[] = [setHeader];
  for (const [subject, file] of [
    ["Math", "student-mat.csv"],
    ["Portuguese", "student-por.csv"],
  ] as const) {
    const table = await readTable(join(folder, file), ["G1", "G2", "G3", "failures"]);
    for (const set of ["A", "B", "C"] as const) rows.push(setRow(subject, set, evaluateSet(table, set, { seeds })));
    const allowed = evaluateSet(table, "C", { seeds, without: protectedColumns });
    rows.push(setRow(subject, "C", allowed, ", nothing protected"));
  }
  console.log(tableText(rows));
  console.log("naive: the last grade known, without grades the frequent outcome. forest: the published random forest.");
}

async function evaluateFiles(given: Given, seeds: number): Promise<void> {
  if (given.enrolments === undefined || given.assessments === undefined)
    throw new EvaluationError("Both --enrolments and --assessments are needed; --interactions may be left out.");
  const [column = "outcome", words] = given.outcome.split("=");
  const [group, value] = given["held-out"]?.split("=") ?? [];
  if (group !== undefined && value === undefined) throw new EvaluationError("--held-out is <column>=<value>.");
  const cutoffs = given.cutoff.split(",").map((day) => wholeNumber(day, "--cutoff"));
  const enrolments = await readHistories({
    enrolments: given.enrolments,
    assessments: given.assessments,
    interactions: given.interactions ?? null,
    outcome: { column, words: words?.split(",") ?? [] },
    heldOut: group === undefined || value === undefined ? null : { column: group, value },
    target: wholeNumber(given.target, "--target"),
  });
  const heldOut = enrolments.filter(({ isHeldOut }) => isHeldOut).length;
  if (group !== undefined && heldOut === 0)
    throw new EvaluationError(`No student has ${value} in the column ${group}: nothing is held out.`);
  console.log(
    heldOut > 0
      ? `${heldOut} of ${enrolments.length} students held out (${group} = ${value}); 95 % intervals by drawing students anew.`
      : `${enrolments.length} students, 10 folds, ${seeds} seeds, 95 % intervals over seeds.`,
  );
  console.log(cutoffTable(cutoffs.map((cutoff) => evaluateCutoff(enrolments, cutoff, seeds))));
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new EvaluationError(`${option} is a whole number above 0, not "${text}".`);
}

main().catch((error: unknown) => {
  const isOurs = error instanceof EvaluationError || (error instanceof TypeError && "code" in error);
  console.error(isOurs ? (error as Error).message : error);
  process.exitCode = 1;
});
