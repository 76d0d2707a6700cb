import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "#src/processes/start/build.mjs";
import { attacks, isFault } from "./siege/attacks.ts";
import { findTarget, stayIn } from "./siege/target.ts";
import { discardProgram, type Program, startProgram } from "./support/program.ts";

/**
 * What `npm run siege` runs: a demo school of its own under every attack of `siege/attacks.ts` at once, for so many
 * minutes. It prints memory, descriptors and answers as it goes, and fails for a 5xx that does not say "later", a
 * process that was replaced, an unhandled fault in the log, for descriptors that do not return to where they were after
 * the warm-up, and for memory that is larger in the last third than in the first. (Node gives memory back when it likes.)
 */
const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" }, only: { type: "string" } } });
const minutes = Number(values.minutes);
const warmUpMinutes = Math.min(2, minutes / 4);
const restSeconds = 45;
const renewalMinutes = 4;
const growth = { descriptors: 10, memory: 1.25 };
const parts = ["web", "worker"] as const;

type Sample = Record<(typeof parts)[number], { pid: number; memoryMiB: number; descriptors: number }>;

const statuses = new Map<number, number>();
const faults = new Map<string, number>();
const samples: Sample[] = [];

await ensureBuilt(join(import.meta.dirname, ".."), process.execPath, console.log);
const program = await startProgram({ env: { RATE_LIMIT_PER_MINUTE: "100000", LOG_LEVEL: "warn" } });
try {
  await program.untilReady();
  process.exitCode = await besiege(program);
} finally {
  await discardProgram(program);
}

async function besiege(program: Program): Promise<number> {
  const target = await findTarget(program, (what, status, headers) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (isFault(status, headers)) faults.set(`${status} ${what}`, (faults.get(`${status} ${what}`) ?? 0) + 1);
  });
  const renewal = setInterval(() => {
    stayIn(program, target).catch((error) => faults.set(String(error), (faults.get(String(error)) ?? 0) + 1));
  }, renewalMinutes * 60_000);
  const chosen = attacks.filter(({ name }) => values.only === undefined || name.includes(values.only));
  const siege = async (forMinutes: number) => {
    const until = Date.now() + forMinutes * 60_000;
    const report = setInterval(() => {
      const now = sample(program);
      samples.push(now);
      print(now);
    }, 30_000);
    await Promise.all(
      chosen.map(async (attack) => {
        while (Date.now() < until) await attack.run(target);
      }),
    );
    clearInterval(report);
    await new Promise((done) => setTimeout(done, restSeconds * 1_000));
    return sample(program);
  };
  console.log(`${target.endpoints.length} endpoints, ${chosen.length} attacks, ${minutes} minutes`);
  const before = await siege(warmUpMinutes);
  print(before, "after the warm-up");
  samples.length = 0;
  const after = await siege(minutes - warmUpMinutes);
  clearInterval(renewal);
  print(after, "at the end");
  return judge(before, after, program.output());
}

function sample(program: Program): Sample {
  const of = (part: (typeof parts)[number]) => {
    const pid = program.pidOf(part) ?? 0;
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return {
      pid,
      memoryMiB: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
    };
  };
  return { web: of("web"), worker: of("worker") };
}

function print(now: Sample, title = new Date().toISOString().slice(11, 19)): void {
  const figures = parts.map((part) => `${part} ${now[part].memoryMiB} MiB, ${now[part].descriptors} descriptors`);
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status || "broken"}: ${count}`);
  console.log(`${title}  ${figures.join("; ")}  ${counts.join(" ")}`);
}

function judge(before: Sample, after: Sample, output: string): number {
  const failures = [...faults].map(([what, count]) => `${count} x ${what}`);
  for (const part of parts) {
    if (after[part].pid !== before[part].pid) failures.push(`${part} was replaced`);
    if (after[part].descriptors > before[part].descriptors + growth.descriptors)
      failures.push(`${part} keeps descriptors`);
    const third = Math.ceil(samples.length / 3);
    const memory = samples.map((one) => one[part].memoryMiB);
    if (median(memory.slice(-third)) > median(memory.slice(0, third)) * growth.memory)
      failures.push(`${part} keeps memory`);
  }
  const unhandled = output
    .split("\n")
    .filter((line) => /unhandled|uncaught|MaxListeners|DeprecationWarning|"level":(50|60)/i.test(line));
  failures.push(...unhandled.slice(0, 20));
  console.log(failures.length === 0 ? "Nothing gave way." : failures.join("\n"));
  return failures.length === 0 ? 0 : 1;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
