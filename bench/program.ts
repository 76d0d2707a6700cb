import { join } from "node:path";
import { ensureBuilt } from "#src/processes/start/build.mjs";
import { type Program, startProgram } from "../tests/support/program.ts";

/** The whole program with the demo school, ready. The pages are built before, as that takes longer than a start may. */
export async function startBuiltProgram(env: Record<string, string> = {}): Promise<Program> {
  await ensureBuilt(join(import.meta.dirname, ".."), process.execPath, console.log);
  const program = await startProgram({ env });
  await program.untilReady();
  return program;
}
