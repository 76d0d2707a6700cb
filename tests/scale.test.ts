import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Costs, kinds, planFor, simulate, tables, world } from "../bench/scale/plan.ts";

const root = join(import.meta.dirname, "..");
const costs: Costs = JSON.parse(readFileSync(join(root, "bench/scale/costs.json"), "utf8"));

/** Of tables, without what only makes their columns as wide as each other. */
function cells(text: string): string[][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim().replace(/^-+$/, "-")));
}

describe("the plan for ten million students", () => {
  it("is on its page as the measured costs make it", () => {
    const page = readFileSync(join(root, "docs/scale.md"), "utf8");
    const [, found] = /<!-- from npm run scale -->\n(.*)\n<!-- until here -->/s.exec(page) ?? [];
    expect(cells(found ?? "")).toEqual(cells(tables(costs, world)));
  });

  it("uses of its cores what it says, in a simulated minute, and nobody waits long", () => {
    const plan = planFor(costs, world);
    const minute = simulate(costs, plan, world, { seconds: 60 });
    const expected = (60 * kinds.reduce((sum, kind) => sum + plan.perSecond[kind], 0)) / plan.primaries;
    expect(minute.requests).toBeGreaterThan(expected * 0.95);
    expect(minute.requests).toBeLessThan(expected * 1.05);
    expect(minute.webUse).toBeGreaterThan(world.mostUse * 0.7);
    expect(minute.webUse).toBeLessThan(world.mostUse * 1.1);
    expect(minute.databaseUse).toBeLessThan(world.mostUse * 1.1);
    expect(minute.p99Ms).toBeLessThan(1_000);
  });

  it("does not bear what it has no cores for", () => {
    const plan = planFor(costs, world);
    const calm = simulate(costs, plan, world, { seconds: 30 });
    const flooded = simulate(costs, plan, world, { seconds: 30, times: 2.5 });
    expect(flooded.webUse).toBeGreaterThan(1);
    expect(flooded.p99Ms).toBeGreaterThan(10 * calm.p99Ms);
  });

  it("grows with the students, and is one primary for a few", () => {
    const few = planFor(costs, { ...world, students: 10_000 });
    expect([few.webNodes, few.workerNodes, few.primaries]).toEqual([1, 1, 1]);
    const twice = planFor(costs, { ...world, students: 2 * world.students });
    const once = planFor(costs, world);
    expect(twice.webCores).toBeCloseTo(2 * once.webCores, 6);
    expect(twice.storedBytes).toBe(2 * once.storedBytes);
  });
});
