import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { overdueLibraries, tableOf } from "./overdue-libraries.mjs";

/**
 * What `npm run check:libraries` runs, on any Node from 20 on and before anything is installed: asks the registry that npm is
 * set to for known weaknesses and newer versions, and exits with 1 where a library is beyond the time frames of
 * docs/security.md, "Libraries". Where the registry does not answer, it says what it could not look at, and exits with 0.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const atOnce = 6;
const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The answer of npm, which exits with 1 where it found something; undefined where it has none. */
function ask(...args) {
  return new Promise((resolve) => {
    execFile(
      "npm",
      [...args, "--json"],
      { cwd: root, timeout: 30_000, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout) => {
        // What took too long has written nothing, as what found nothing has.
        if (error?.killed) return resolve(undefined);
        try {
          const answer = JSON.parse(stdout || "{}");
          resolve(answer.error || answer.statusCode ? undefined : answer);
        } catch {
          resolve(undefined);
        }
      },
    );
  });
}

const [outdated, audit] = await Promise.all([ask("outdated"), ask("audit", "--package-lock-only")]);
if (!outdated) console.log("The registry did not say which versions are newer.");
if (!audit?.vulnerabilities) console.log("The registry did not say which weaknesses are known.");
const fixes = Object.values(audit?.vulnerabilities ?? {}).flatMap(({ fixAvailable }) => fixAvailable?.name ?? []);
const behind = Object.entries(outdated ?? {}).filter(([, { wanted, latest }]) => wanted !== latest);
const names = [...new Set([...fixes, ...behind.map(([name]) => name)])];
const times = {};
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop())
      times[name] = (await ask("view", name, "time")) ?? {};
  }),
);
const facts = {
  outdated: outdated ?? {},
  audit: audit?.vulnerabilities ? audit : undefined,
  times,
  usedAtRuntime: new Set(Object.keys(dependencies)),
};
const lines = overdueLibraries(facts, new Date());
console.log(tableOf(lines));
const overdue = lines.filter(({ isOverdue }) => isOverdue).length;
console.log(overdue === 0 ? "No library is known to be overdue." : `Overdue: ${overdue}.`);
process.exitCode = overdue === 0 ? 0 : 1;
