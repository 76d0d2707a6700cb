import { accountTables } from "./account-tables.ts";
import { learningTables } from "./learning-tables.ts";
import { columnsOf, type PersonalTable } from "./personal-table.ts";
import { privacyTables } from "./privacy-tables.ts";
import { schoolTables } from "./school-tables.ts";

export const areas: Readonly<Record<string, Readonly<Record<string, PersonalTable>>>> = {
  "People and accounts": accountTables,
  "Records of learning": learningTables,
  "The person's own rights": privacyTables,
  "Messages, logs and what a school sets up": schoolTables,
};

/** Every table of the database, by its name. */
export const personalTables: Readonly<Record<string, PersonalTable>> = Object.assign({}, ...Object.values(areas));

/** What erasing a person does to one column of their rows. */
export type ColumnFate = { column: string; fate: "none" | "id" | "deleted" | "changed" | "kept"; words: string };

/** Each column of an entry once, in the order of reading: what changes, what is kept and why, what goes. */
export function fatesOf(table: PersonalTable): ColumnFate[] {
  const fates = new Map<string, ColumnFate>();
  const add = (column: string, fate: ColumnFate["fate"], words: string) => {
    if (fates.has(column)) throw new Error(`the column ${column} has two entries`);
    fates.set(column, { column, fate, words });
  };
  for (const relation of table.people) {
    const { clears, blanks, sets = {} } = relation;
    for (const column of columnsOf(clears)) add(column, "changed", "Emptied.");
    for (const column of columnsOf(blanks)) add(column, "changed", "Replaced by “(removed)”.");
    for (const column of Object.keys(sets)) add(column, "changed", "Replaced by what says nothing.");
  }
  for (const [names, why] of Object.entries(table.keeps ?? {})) {
    for (const column of columnsOf(names)) add(column, "kept", `Kept. ${why}`);
  }
  for (const column of columnsOf(table.goes)) add(column, "deleted", "Deleted with its row.");
  for (const column of columnsOf(table.plain)) add(column, "none", "");
  for (const { key, is, erased } of table.people) {
    if (fates.has(key)) continue;
    add(key, erased === "deleted" ? "deleted" : "id", keyWords(is, erased));
  }
  return [...fates.values()];
}

function keyWords(is: string, erased: string): string {
  if (erased === "deleted")
    return is === "mention" ? "Deleted with its row where it names the person." : "Deleted with its row.";
  return "Kept as an id, which leads to an emptied row.";
}
