import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import type { StateTable } from "#src/lib/state-table.ts";
import { assertStep } from "#src/policy/assert-step.ts";

const states = ["DRAFT", "IN_REVIEW", "DONE", "GONE"] as const;
const actors = ["author", "reviewer", "job"] as const;
type Table = StateTable<(typeof states)[number], (typeof actors)[number]>;

const actorLists = fc.option(fc.subarray([...actors]), { nil: undefined }).map((by) => by ?? []);
const stepsFrom = fc.record({ DRAFT: actorLists, IN_REVIEW: actorLists, DONE: actorLists, GONE: actorLists });
const tables: fc.Arbitrary<Table> = fc
  .record({ NEW: stepsFrom, DRAFT: stepsFrom, IN_REVIEW: stepsFrom, DONE: stepsFrom, GONE: stepsFrom })
  .map((steps) => ({ thing: "entry", steps }));

describe("assertStep", () => {
  it("allows an actor the steps that the table lists for them, and refuses every other", () => {
    fc.assert(
      fc.property(tables, (table) => {
        for (const from of ["NEW", ...states] as const) {
          for (const to of states) {
            for (const by of actors) {
              const step = () => assertStep(table, from, to, by);
              if (table.steps[from][to]?.includes(by)) expect(step).not.toThrow();
              else expect(step).toThrow(AppError);
            }
          }
        }
      }),
    );
  });

  it("names the refused step in its message, as a conflict", () => {
    const entry: Table = {
      thing: "entry",
      steps: {
        NEW: { DRAFT: ["author"] },
        DRAFT: { IN_REVIEW: ["reviewer"] },
        IN_REVIEW: {},
        DONE: {},
        GONE: {},
      },
    };
    expect(() => assertStep(entry, "DRAFT", "IN_REVIEW", "author")).toThrow(
      new AppError("conflict", "An entry that is draft cannot become in review this way."),
    );
    expect(() => assertStep(entry, "NEW", "DONE", "author")).toThrow("An entry cannot start as done.");
  });

  it("hints at no other actor where one actor takes every step", () => {
    const door: StateTable<"OPEN" | "SHUT", "host"> = {
      thing: "door",
      steps: { NEW: { OPEN: ["host"] }, OPEN: { SHUT: ["host"] }, SHUT: {} },
    };
    expect(() => assertStep(door, "SHUT", "OPEN", "host")).toThrow("A door that is shut cannot become open.");
  });
});
