import { expect, it } from "vitest";
import { BodyBudget } from "#src/platform/http/body-budget.ts";

it("limits what one person and what everybody has on the way, and gives room back once", () => {
  const budget = new BodyBudget({ totalBytes: 100, personBytes: 60, personCount: 2 });
  const first = budget.take("a", 50);
  expect(() => budget.take("a", 20)).toThrow(expect.objectContaining({ code: "rate_limited", retryAfterSeconds: 5 }));
  budget.take("a", 10);
  expect(() => budget.take("a", 0)).toThrow(expect.objectContaining({ code: "rate_limited" }));
  expect(() => budget.take("b", 41)).toThrow(expect.objectContaining({ code: "unavailable", retryAfterSeconds: 10 }));
  budget.take("b", 40);
  first();
  first();
  expect(() => budget.take("c", 51)).toThrow(expect.objectContaining({ code: "unavailable" }));
  budget.take("c", 50);
});

it("lets through a single body that is larger than the room of a person or of all", () => {
  expect(() => new BodyBudget({ totalBytes: 10, personBytes: 5, personCount: 1 }).take("a", 20)).not.toThrow();
});
