import { expect, it } from "vitest";
import { fitting, phraseKinds } from "./values.ts";

it("offers a field what is kept for it and what fits any, and all to a field of no kind", () => {
  const lines = phraseKinds.map((kind) => ({ kind }));
  expect(fitting(lines, "STRENGTH").map(({ kind }) => kind)).toEqual(["STRENGTH", "ANY"]);
  expect(fitting(lines, "NEXT_STEP").map(({ kind }) => kind)).toEqual(["NEXT_STEP", "ANY"]);
  expect(fitting(lines, "ANY")).toHaveLength(3);
});
