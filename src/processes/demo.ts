import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { loadDemoSchool, removeDemoSchool } from "../../db/demo/load.ts";

/** `demo.ts load` fills a database without schools; `demo.ts reset` puts the demo school back to its beginning. */
const [verb] = process.argv.slice(2);

if (verb === "reset") {
  await removeDemoSchool();
  await loadDemoSchool(new Date());
} else if (verb === "load") {
  if (await isEmpty()) await loadDemoSchool(new Date());
} else {
  process.stderr.write("Usage: demo.ts load | reset\n");
  process.exitCode = 2;
}
await closePools();

async function isEmpty(): Promise<boolean> {
  const { rowCount } = await withActor(systemActor("look for schools"), (tx) =>
    tx.query({ text: "select 1 from schools where id <> 'default' limit 1" }),
  );
  return rowCount === 0;
}
