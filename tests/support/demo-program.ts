import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { makeDataFolder, type Program, startProgram } from "./program.ts";

/**
 * A running program with the demo school, for the tests of one file: on a copy of a data folder that the run fills once,
 * since loading the school takes longer than the rest of a start.
 */
export async function startDemoProgram(
  options: { env?: Record<string, string>; root?: string; flags?: string[] } = {},
): Promise<Program> {
  const program = await startProgram({ ...options, dir: await copyDemoFolder() });
  await program.untilReady();
  return program;
}

async function copyDemoFolder(): Promise<string> {
  // The school is loaded as of the present moment, so that one of an hour ago would be of another day now and then.
  const filled = join(inject("demoFolders"), new Date().toISOString().slice(0, "2030-01-01T00".length));
  if (!existsSync(filled)) await fill(filled);
  const dir = makeDataFolder();
  // Where the database is elsewhere, a copy of the folder would be a second one of the same database.
  if (existsSync(join(filled, "location"))) return dir;
  // The database belongs to another account, and its age is noted with the demo school.
  execFileSync("cp", ["-a", filled, dir]);
  return dir;
}

async function fill(dir: string): Promise<void> {
  const program = await startProgram({ dir });
  await program.untilReady();
  program.signal("SIGTERM");
  const code = await program.ended;
  if (code !== 0) throw new Error(`The program with the demo school did not stop:\n${program.output()}`);
  // Each copy looks for a port of its own.
  rmSync(join(dir, "postgres.port"));
}
