import { expect, it } from "vitest";
import { z } from "zod";
import { unreadableFields } from "./unreadable-fields.ts";

const event = z.union([
  z.object({ type: z.literal("a.done"), data: z.object({ id: z.string(), count: z.number() }) }),
  z.object({ type: z.literal("b.done"), other: z.string() }),
]);

it.each([
  ["a field of another type", { type: "a.done", data: { id: 4711, count: 1 } }, ["data.id (invalid_type)"]],
  ["what is missing", { type: "a.done" }, ["data (invalid_type)"]],
  ["something that is no object", "Ada Bell", ["the whole (invalid_type)"]],
])("names %s and never a value", (_what, data, fields) => {
  const parsed = event.safeParse(data);
  expect(parsed.success ? [] : unreadableFields(parsed.error)).toEqual(fields);
});
