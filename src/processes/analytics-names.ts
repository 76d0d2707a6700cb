import { join } from "node:path";
import { outsideName } from "#src/features/learning-analytics/forwarding/outside-names.ts";
import { provideSettings } from "#src/processes/start/own-database.mjs";

/** Prints under which name the analytics service of ANALYTICS_URL knows people, so that what it has of them can be deleted. */
const ids = process.argv.slice(2);
if (ids.length === 0) {
  process.stderr.write("Usage: npm run analytics:names -- <id of a person> ...\n");
  process.exitCode = 2;
} else {
  provideSettings(join(import.meta.dirname, "../.."));
  process.stdout.write(ids.map((id) => `${id} ${outsideName("person", id)}\n`).join(""));
}
