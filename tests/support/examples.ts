import type pg from "pg";
import type { Example, MakeExamples, PageParams } from "./example.ts";
import { importFromFeatures } from "./feature-files.ts";

const files = await importFromFeatures<{ makeExamples: MakeExamples; pageParams?: PageParams }>("examples.ts");

/** One example for every endpoint that needs a sign-in; an endpoint without one fails the matrix. */
export function makeExamples(owner: () => pg.Client): Record<string, Example> {
  return Object.assign({}, ...files.map((file) => file.makeExamples(owner)));
}

export const pageParams: PageParams = Object.assign({}, ...files.map((file) => file.pageParams ?? {}));
