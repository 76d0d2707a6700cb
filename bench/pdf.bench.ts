import type { Row } from "#src/platform/pdf/blocks.ts";
import type { PdfOptions } from "#src/platform/pdf/options.ts";
import { pdfOf } from "#src/platform/pdf/pdf-of.ts";

/**
 * `node bench/pdf.bench.ts`: CPU of a document of ten pages, cold and warm, beside its limit of 150 ms; then one of 20,000
 * rows, with the most memory that it needs beside what the process had. Fails above the limits.
 */
const limitMs = 150;
const limitMb = 300;

const options: PdfOptions = {
  title: "Transcript of competencies",
  language: "en",
  branding: { school: "Riverside School of Nursing", color: "#1a5da8", logo: null },
  madeAt: new Date("2026-11-28T16:05:00Z"),
  footer: ["Made on 28 November 2026", "Riverside School of Nursing"],
};
const columns = [
  { head: "Code", width: { points: 34 } },
  { head: "Competency", width: { share: 1 }, isRowHead: true },
  { head: "Level reached", width: { points: 108 } },
  { head: "Target", width: { points: 32 }, align: "right" },
  { head: "Completed", width: { points: 62 } },
  { head: "Assessed", width: { points: 46 }, align: "right" },
] as const;
const names = ["Amina Okafor", "أمينة أوكافور", "נועה לוי", "Łukasz Żółć", "Nguyễn Thị Ánh"];

function* rowsOf(count: number): Generator<Row> {
  for (let n = 0; n < count; n += 1) {
    if (n % 12 === 0) yield { group: `Category ${n / 12}`, value: "5 of 12" };
    const name = `Record medical information and vital signs ${n} ${names[n % names.length]}`;
    yield { cells: [`1.${n}`, name, "4 · Unsupervised", "4", "14 Jul 2026", `${(n % 5) + 1} by 3`] };
  }
}

async function make(count: number, each: () => void = () => {}): Promise<{ ms: number; bytes: number }> {
  const before = process.cpuUsage();
  let bytes = 0;
  for await (const piece of pdfOf(options, [
    { kind: "heading", level: 1, text: options.title },
    { kind: "table", summary: "Competencies", columns, rows: rowsOf(count) },
  ])) {
    bytes += piece.length;
    each();
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, bytes };
}

/** Ten pages of this table. */
const tenPages = 300;
const cold = await make(tenPages);
const warm: number[] = [];
for (let n = 0; n < 30; n += 1) warm.push((await make(tenPages)).ms);
const sorted = warm.toSorted((a, b) => a - b);
const median = sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
const start = process.memoryUsage().rss;
let most = start;
const long = await make(20_000, () => {
  most = Math.max(most, process.memoryUsage().rss);
});
const megabytes = (most - start) / 1024 / 1024;
process.stdout.write(
  `10 pages: cold ${cold.ms.toFixed(0)} ms, warm ${median.toFixed(0)} ms of CPU (limit ${limitMs}), ${(cold.bytes / 1024).toFixed(0)} KB\n` +
    `20,000 rows: ${long.ms.toFixed(0)} ms of CPU, ${(long.bytes / 1024 / 1024).toFixed(1)} MB, ${megabytes.toFixed(0)} MB of memory more (limit ${limitMb})\n`,
);
if (median > limitMs || megabytes > limitMb) process.exitCode = 1;
