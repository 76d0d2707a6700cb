import type { ExportedTable } from "#src/features/privacy/exports/person-rows.ts";

type Facts = {
  personName: string;
  at: Date;
  tables: readonly ExportedTable[];
  counts: ReadonlyMap<string, number>;
  files: number;
  /** Names of files whose content could not be read. */
  missing: readonly string[];
};

/** The page of an archive that says what is in it, why it is stored, who sees it, and what is left out. */
export function archiveWords({ personName, at, tables, counts, files, missing }: Facts): string {
  const held = tables.filter(({ name }) => (counts.get(name) ?? 0) > 0);
  const empty = tables.filter(({ name }) => (counts.get(name) ?? 0) === 0);
  const left = tables.filter(({ withheld }) => withheld.length > 0);
  return [
    `What is known about ${personName}`,
    `Made at ${at.toISOString()}.`,
    "",
    "json/   each table as JSON, for other programs",
    "csv/    the same, for a spreadsheet",
    `files/  ${files} ${files === 1 ? "file" : "files"} with their content`,
    "",
    "Ids of other people stand for their names. Times are in UTC.",
    ...(missing.length > 0 ? ["", `The content of these files could not be read: ${missing.join(", ")}.`] : []),
    "",
    "WHAT IS STORED",
    ...held.flatMap(({ name, purpose, seenBy, keptFor }) => [
      "",
      `${name} (${counts.get(name)})`,
      `  For: ${purpose}`,
      `  Seen by: ${seenBy}`,
      `  Kept: ${keptFor}`,
    ]),
    "",
    "WHERE NOTHING IS STORED",
    "",
    empty.map(({ name }) => name).join(", "),
    "",
    "WHAT IS LEFT OUT, AND WHY",
    ...left.flatMap(({ name, withheld }) => ["", name, ...withheld.map((line) => `  ${line}`)]),
    "",
  ].join("\r\n");
}
