import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Outcome, runDrill } from "./drill/run-drill.ts";

/**
 * What `npm run drill` runs: an installation of its own, with so many rows and files, is broken in five ways while people
 * write, and restored. It prints a table, and ends with 1 where something is lost that should not be, or was not said.
 * The targets for a million rows: 60 s, and at most the last 5 s of writing.
 */
const { values } = parseArgs({
  options: { rows: { type: "string", default: "10000" }, seconds: { type: "string", default: "5" } },
});
const mostLostMs = 5_000;
const rows = Number(values.rows);
const begun = performance.now();
const outcomes = await runDrill({
  rows,
  loadMs: Number(values.seconds) * 1000,
  mostLostMs,
  print: (line) => console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}`),
});
const [cpu] = cpus();
console.log(`\n${rows} rows, ${cpus().length} processors (${cpu?.model.trim()}), Node ${process.versions.node}\n`);
printTable(outcomes);
const faults = outcomes.flatMap(({ scenario, faults }) => faults.map((fault) => `${scenario}: ${fault}`));
for (const fault of faults) console.log(`FAULT: ${fault}`);
console.log(faults.length === 0 ? "Nothing is lost that should not be, and everything was said." : "");
process.exitCode = faults.length === 0 ? 0 : 1;

function printTable(outcomes: readonly Outcome[]): void {
  console.log("| scenario | back after | lost of confirmed writes | they go back | said |");
  console.log("| -------- | ---------- | ------------------------ | ------------ | ---- |");
  for (const { scenario, seconds, lost, of, lostMs, said } of outcomes) {
    const words = said.map((line) => line.trim()).join(" ");
    console.log(
      `| ${scenario} | ${seconds.toFixed(1)} s | ${lost} of ${of} | ${(lostMs / 1000).toFixed(1)} s | ${words} |`,
    );
  }
}
