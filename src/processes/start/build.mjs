import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskFull, StartFault } from "./fault.mjs";

const configuration = ["package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json"];

/**
 * Builds the pages unless a build of this very source is there.
 * @param {string} root @param {string} node @param {(line: string) => void} say
 */
export async function ensureBuilt(root, node, say) {
  const stamp = join(root, ".next", "source-stamp");
  const wanted = hashOfSource(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(join(root, ".next", "BUILD_ID")))
    return;
  say("Building the pages (once for each version) …");
  const { code, output } = await build(root, node);
  if (code !== 0) {
    if (/ENOSPC|No space left on device/.test(output)) throw diskFull(root);
    throw new StartFault(`The pages could not be built:\n${output.trim()}`);
  }
  mkdirSync(join(root, ".next"), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Of everything a page may be made from. Tests and the processes' own entries never get into one. */
function hashOfSource(root) {
  const hash = createHash("sha256");
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.startsWith(join(root, "src", "processes")))
    .sort();
  for (const path of [...sources, ...configuration.map((name) => join(root, name))]) {
    if (!existsSync(path)) continue;
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function build(root, node) {
  return new Promise((resolve) => {
    const child = spawn(node, [join(root, "node_modules/next/dist/bin/next"), "build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    // A start that fails elsewhere does not leave a build behind.
    const abort = () => child.kill();
    process.once("exit", abort);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        output = `${output}${text}`.slice(-20_000);
      });
    }
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code) => {
      process.off("exit", abort);
      resolve({ code, output });
    });
  });
}
