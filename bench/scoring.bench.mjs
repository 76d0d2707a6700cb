/**
 * Measures the scoring of one competency, in microseconds for 1, 5 and 50 evaluations. Run with
 * `node bench/scoring.bench.mjs`; the limit is for a typical student's evidence (up to 10 evaluations).
 */
import { performance } from "node:perf_hooks";
import { scoreCompetency } from "#src/features/progress/rules.ts";

const limitUs = 50;
const dayMs = 86_400_000;
const oScore = { kind: "ORDINAL", min: 1, max: 5, target: 4 };
const numeric = { kind: "NUMERIC", min: 0, max: 5, target: 3.5 };

const settings = [
  { name: "LATEST, O-SCORE, ratings", scale: oScore, method: "LATEST", criteria: 0, timeZone: "UTC" },
  { name: "N_TIMES, O-SCORE, ratings", scale: oScore, method: "N_TIMES", criteria: 0, timeZone: "UTC" },
  { name: "DECAYING_AVERAGE, 0-5, ratings", scale: numeric, method: "DECAYING_AVERAGE", criteria: 0, timeZone: "UTC" },
  { name: "LATEST, O-SCORE, Toronto", scale: oScore, method: "LATEST", criteria: 0, timeZone: "America/Toronto" },
  {
    name: "DECAYING_AVERAGE, 0-5, 5 criteria",
    scale: numeric,
    method: "DECAYING_AVERAGE",
    criteria: 5,
    timeZone: "UTC",
  },
  {
    name: "MINIMUM_OF_CRITERIA, 5 criteria",
    scale: numeric,
    method: "MINIMUM_OF_CRITERIA",
    criteria: 5,
    timeZone: "UTC",
  },
];
const sizes = [1, 5, 10, 50];

let slowestTypical = 0;
for (const setting of settings) {
  const figures = sizes.map((size) => {
    const us = measure(makeScoring(setting, size));
    if (size <= 10) slowestTypical = Math.max(slowestTypical, us);
    return `${size}: ${us.toFixed(2)}`;
  });
  console.log(`${setting.name.padEnd(36)} µs  ${figures.join("   ")}`);
}
const tie = makeScoring(settings[2], 4);
for (const [index, rating] of [0.01, 2.31, 0.03, 1.17].entries()) tie.evaluations[index].overallRating = rating;
const tieUs = measure(tie);
console.log(`${"DECAYING_AVERAGE on a rounding tie".padEnd(36)} µs  4: ${tieUs.toFixed(2)}`);
slowestTypical = Math.max(slowestTypical, tieUs);
console.log(`slowest up to 10 evaluations: ${slowestTypical.toFixed(2)} µs, limit ${limitUs} µs`);
process.exitCode = slowestTypical <= limitUs ? 0 : 1;

function makeScoring({ scale, method, criteria, timeZone }, size) {
  const evaluations = Array.from({ length: size }, (_, index) => ({
    assessmentId: `assessment-${index}`,
    evaluatorKey: `evaluator-${index % 4}`,
    observedAt: new Date(Date.UTC(2026, 0, 1, 9) + index * dayMs),
    submittedAt: new Date(Date.UTC(2026, 0, 1, 10) + index * dayMs),
    state: "SIGNED",
    isSelf: false,
    assessmentStatus: "SUBMITTED",
    overallRating: criteria > 0 ? null : scale.kind === "ORDINAL" ? 1 + (index % 5) : ((index * 37) % 500) / 100,
    criteria: Array.from({ length: criteria }, (_, n) => ({
      rubricKey: `criterion-${n}`,
      weight: 0.1 + n / 10,
      score: (index + n) % 6,
      maxScore: 5,
      passScore: null,
    })),
  }));
  const requirement = { observations: 3, evaluators: 2, days: 2 };
  return { scale, method, times: 3, requirement, evaluations, cycleStartsAt: null, timeZone };
}

/** The median of several rounds, after one round to warm up. */
function measure(scoring) {
  const rounds = 7;
  const callsARound = Math.ceil(20_000 / scoring.evaluations.length);
  const figures = [];
  for (let round = 0; round <= rounds; round += 1) {
    const startedAt = performance.now();
    for (let call = 0; call < callsARound; call += 1) scoreCompetency(scoring);
    if (round > 0) figures.push(((performance.now() - startedAt) * 1000) / callsARound);
  }
  return figures.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}
