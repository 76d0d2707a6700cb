import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { closePools } from "#src/platform/db/client.ts";
import { fixedLimit, isNoneOf } from "#src/platform/db/conditions.ts";
import { statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { openKeysOrEnd } from "#src/processes/open-keys-or-end.ts";
import { loadDemoSchool, removeDemoSchool } from "../../db/demo/load.ts";

const selectSchool = statement("school_any", (db) =>
  db.select({ id: schools.id }).from(schools).where(isNoneOf(schools.id, "default")).limit(fixedLimit(1)),
);

/** `demo.ts load` fills a database without schools; `demo.ts reset` restores the demo school to its initial state. */
const [verb] = process.argv.slice(2);
await openKeysOrEnd();

if (verb === "reset") {
  await removeDemoSchool();
  await loadDemoSchool(new Date());
} else if (verb === "load") {
  if (await isEmpty()) await loadDemoSchool(new Date());
} else {
  process.stderr.write("Usage: demo.ts load | reset\n");
  process.exitCode = 2;
}
// The commits tell the other processes what it has changed.
closeCaches();
await closeBus();
await closePools();

async function isEmpty(): Promise<boolean> {
  return (await withActor(systemActor("look for schools"), (tx) => tx.query(selectSchool))).length === 0;
}
