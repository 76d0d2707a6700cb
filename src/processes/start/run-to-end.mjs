import { spawn } from "node:child_process";

/**
 * Runs a command until it ends, and collects the end of its output. The command is killed if this process exits first.
 * @param {string} command @param {string[]} args
 * @param {{ cwd: string, env: Record<string, string | undefined>, keptChars: number }} options
 * @returns {Promise<{ code: number | null, output: string }>} null where a signal ended it
 */
export function runToEnd(command, args, { cwd, env, keptChars }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const abort = () => child.kill();
    process.once("exit", abort);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        output = `${output}${text}`.slice(-keptChars);
      });
    }
    child.once("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.once("close", (code) => {
      process.off("exit", abort);
      resolve({ code, output });
    });
  });
}
