import { readFileSync } from "node:fs";
import { join } from "node:path";
import { measureCosts } from "./measure.ts";
import { type Costs, tables, world } from "./plan.ts";

/**
 * `npm run scale`: the tables of docs/scale.md from the costs in costs.json; with `--measure` the costs are measured first,
 * on the whole program, in about three minutes.
 */
const costs: Costs = process.argv.includes("--measure")
  ? await measureCosts()
  : JSON.parse(readFileSync(join(import.meta.dirname, "costs.json"), "utf8"));
process.stdout.write(`${tables(costs, world)}\n`);
process.exit(0);
