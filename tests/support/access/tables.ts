import { importFromFeatures } from "../feature-files.ts";
import { platformTables } from "./platform-tables.ts";
import type { Access } from "./table-access.ts";
import { tablesWithoutFeature } from "./tables-without-feature.ts";

const ofFeatures = await importFromFeatures<{ access: Access }>("access.ts");

/** All tables, from the `access.ts` of each feature and the two files here. */
export const tableAccess: Access = joined([platformTables, tablesWithoutFeature, ...ofFeatures.map((f) => f.access)]);

function joined(parts: readonly Access[]): Access {
  const entries = parts.flatMap((part) => Object.entries(part));
  const names = entries.map(([table]) => table);
  const twice = names.filter((table, index) => names.indexOf(table) !== index);
  if (twice.length > 0) throw new Error(`The access to these tables stands in two files: ${twice.join(", ")}.`);
  return Object.fromEntries(entries);
}
