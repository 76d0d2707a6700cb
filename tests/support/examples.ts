import { existsSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { features } from "#src/features/list.ts";
import type { Example, MakeExamples, PageParams } from "./example.ts";

const folder = join(import.meta.dirname, "../../src/features");

type ExamplesFile = { makeExamples: MakeExamples; pageParams?: PageParams };

const files: readonly ExamplesFile[] = await Promise.all(
  features
    .map(({ name }) => join(folder, name, "examples.ts"))
    .filter((path) => existsSync(path))
    .map((path) => import(path)),
);

/** One example for every endpoint that needs a sign-in; an endpoint without one fails the matrix. */
export function makeExamples(owner: () => pg.Client): Record<string, Example> {
  return Object.assign({}, ...files.map((file) => file.makeExamples(owner)));
}

export const pageParams: PageParams = Object.assign({}, ...files.map((file) => file.pageParams ?? {}));
