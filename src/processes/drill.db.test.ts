import { beforeAll, describe, expect, it } from "vitest";
import { type Outcome, runDrill } from "../../tests/drill/run-drill.ts";

const scenarios = [
  "kill -9 of the database",
  "deleted data folder",
  "gap in the log",
  "torn newest copy",
  "lost evidence files",
];

/** What `npm run drill` does, in a small size. */
describe("an installation in which people write comes back, and says what is lost, after a", () => {
  let outcomes: Outcome[];

  beforeAll(async () => {
    // Other tests run beside it: `npm run drill` holds it to five seconds.
    outcomes = await runDrill({ rows: 2_000, loadMs: 3_000, mostLostMs: 10_000, print: () => {} });
  }, 300_000);

  it.each(scenarios)("%s", (scenario) => {
    const outcome = outcomes.find((one) => one.scenario === scenario);
    expect(outcome?.faults).toEqual([]);
    expect(outcome?.of).toBeGreaterThan(50);
  });
});
