import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskFull, StartFault } from "./fault.mjs";
import { runToEnd } from "./run-to-end.mjs";

const configuration = ["package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json"];

/**
 * Builds the pages, unless there is a build of exactly this source.
 * @param {string} root @param {string} node @param {(line: string) => void} print
 */
export async function ensureBuilt(root, node, print) {
  const stamp = join(root, ".next", "source-stamp");
  const wanted = hashOfSource(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(join(root, ".next", "BUILD_ID")))
    return;
  print("Building the pages (once for each version) …");
  const { code, output } = await runToEnd(node, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    keptChars: 20_000,
  });
  if (code !== 0) {
    if (/ENOSPC|No space left on device/.test(output)) throw diskFull(root);
    throw new StartFault(`The pages could not be built:\n${output.trim()}`);
  }
  mkdirSync(join(root, ".next"), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Over everything that a page may be built from, so without tests and the entry points of processes. */
function hashOfSource(root) {
  const hash = createHash("sha256").update(`CDN_URL=${process.env.CDN_URL ?? ""}`);
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
