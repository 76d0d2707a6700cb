import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = join(import.meta.dirname, "../../src/features");

/** Loads the file of that name from each feature that has one. */
export async function importFromFeatures<Contents>(name: string): Promise<Contents[]> {
  const paths = readdirSync(folder)
    .map((feature) => join(folder, feature, name))
    .filter((path) => existsSync(path));
  return Promise.all(paths.map((path) => import(pathToFileURL(path).href)));
}
