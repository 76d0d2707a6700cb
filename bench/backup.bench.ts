import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Installation } from "../tests/drill/installation.ts";
import { endedChildrenCpuMs } from "./cpu.ts";

/**
 * `node bench/backup.bench.ts [rows …]`: a copy by `npm run backup`, `npm run backup:verify` and `npm run restore` of a
 * stopped installation with so many rows (10,000 and 100,000; 1,000,000 takes some minutes), a file of 100 KiB for each
 * thousand of them. The commands are those of a school, and start and stop the database. The floor is the same data
 * folder in the same run, on the same disk: `tar | zstd -3` into a file and back, without a database, a seal or a check.
 * Seconds until the command ends, and the processor's seconds of all its processes.
 */
const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [10_000, 100_000];

type Spent = { seconds: number; cpuSeconds: number };

async function main(): Promise<void> {
  print("| rows | what | seconds | CPU seconds | MiB |");
  print("| ---- | ---- | ------- | ----------- | --- |");
  for (const rows of sizes) await measure(rows);
}

async function measure(rows: number): Promise<void> {
  const installation = new Installation();
  const line = (what: string, { seconds, cpuSeconds }: Spent, bytes?: number) =>
    print(
      `| ${rows} | ${what} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${bytes === undefined ? "" : (bytes / 1024 / 1024).toFixed(1)} |`,
    );
  try {
    await (await installation.fill(rows)).stop();
    const run = (script: string, args: string[]) =>
      timed(async () => {
        const { code, output } = await installation.run(script, args);
        if (code !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${code}:\n${output}`);
      });
    const { dir, backup, home } = installation;
    const content = bytesIn(join(dir, "postgres")) + bytesIn(join(dir, "files"));
    const archive = join(home, "floor.tar.zst");
    line(
      "floor: tar, zstd -3",
      await timed(() => shell(`tar -C ${dir} -cf - . | zstd -q -3 -T1 -f -o ${archive}`)),
      statSync(archive).size,
    );
    const back = join(home, "floor");
    mkdirSync(back);
    line(
      "floor: back",
      await timed(() => shell(`zstd -q -dc ${archive} | tar -C ${back} -xf - && sync -f ${back}`)),
      content,
    );
    rmSync(back, { recursive: true });
    line("backup", await run("backup.ts", []), bytesIn(backup));
    line("verify", await run("backup.ts", ["verify"]));
    renameSync(dir, `${dir}.lost`);
    line("restore", await run("restore.ts", ["--to", "latest", "--yes"]), content);
  } finally {
    await installation.discard();
  }
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

async function shell(command: string): Promise<void> {
  const [code] = await once(spawn("bash", ["-o", "pipefail", "-c", command], { stdio: "inherit" }), "close");
  if (code !== 0) throw new Error(`${command}: ${code}`);
}

/** The database of a command is its child, which it waits for, so that its time is counted with that of the command. */
async function timed(work: () => Promise<void>): Promise<Spent> {
  const from = performance.now();
  const before = endedChildrenCpuMs(process.pid);
  await work();
  return { seconds: (performance.now() - from) / 1000, cpuSeconds: (endedChildrenCpuMs(process.pid) - before) / 1000 };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
