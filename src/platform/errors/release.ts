import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "#src/config.ts";

let known: string | undefined;

/** What tells one version of the program from the next: RELEASE, or the version with the start of the build's hash. */
export function release(): string {
  known ??= config.release ?? releaseOf(process.cwd());
  return known;
}

function releaseOf(root: string): string {
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "");
  const { version = "0" }: { version?: string } = JSON.parse(read("package.json") || "{}");
  // `npm start` stamps its build by what it was made from; a build by hand has an id of its own.
  const build = (read(".next/source-stamp") || read(".next/BUILD_ID")).trim().slice(0, 10);
  return /^[\w-]+$/.test(build) ? `${version}+${build}` : version;
}
