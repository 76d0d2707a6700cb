import type { Interval } from "#src/features/predictions/evaluating/compare-models.ts";
import type { CutoffResult } from "#src/features/predictions/evaluating/evaluate-histories.ts";
import {
  type InputSet,
  inputSets,
  published,
  type SetResult,
} from "#src/features/predictions/evaluating/student-performance.ts";
import { tableText } from "#src/lib/table-text.ts";

const percent = (share: number) => (100 * share).toFixed(1);
const range = ({ mean, low, high }: Interval, digits = 3) =>
  `${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
const percentRange = ({ mean, low, high }: Interval) => `${percent(mean)} (${percent(low)} to ${percent(high)})`;

export const setHeader = [
  ...["data", "inputs", "naive %", "forest %", "accuracy %", "gain over naive", "gain, other students"],
  ...["AUROC", "AUROC of rule", "Brier", "Brier of rule", "slope", "intercept"],
];

export function setRow(
  subject: keyof typeof published,
  set: InputSet,
  result: SetResult,
  more = "",
): readonly string[] {
  return [
    subject,
    `${set} ${inputSets[set].says}${more}`,
    percent(result.naive),
    (more === "" && published[subject][set]?.toFixed(1)) || "",
    percentRange(result.accuracy),
    percentRange(result.gain),
    percentRange(result.gain.students),
    range(result.auroc),
    range(result.rule.auroc),
    range(result.brier, 4),
    range(result.rule.brier, 4),
    range(result.slope, 2),
    range(result.intercept, 2),
  ];
}

export function cutoffTable(results: readonly CutoffResult[]): string {
  const header = [
    "day",
    "by",
    "students",
    "with outcome",
    "learnt from",
    "naive %",
    "accuracy %",
    "AUROC",
    "Brier",
    "slope",
    "intercept",
  ];
  const rows = results.flatMap(({ cutoff, students, naive, ...by }) =>
    (["model", "rule"] as const).map((name) => [
      String(cutoff),
      name,
      String(students.all),
      String(students.positive),
      String(students.trained),
      percent(naive),
      percentRange(by[name].accuracy),
      range(by[name].auroc),
      range(by[name].brier, 4),
      range(by[name].calibrationSlope, 2),
      range(by[name].calibrationIntercept, 2),
    ]),
  );
  return tableText([header, ...rows]);
}
