import { join } from "node:path";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { areas, type ColumnFate, fatesOf } from "./personal-data.ts";
import { columnsOf, type PersonalTable } from "./personal-table.ts";

export const personalDataPath = join(import.meta.dirname, "../../../docs/personal-data.md");

const heading = `# Personal data

Every column that says something about somebody: for what, who sees it, how long, and what an erasure does to it. Drawn from
\`src/platform/personal-data\` (\`npm run db:snapshot\`), from which the export of a person and their erasure are made too; a test
fails when a column of the database has no entry there. What is not listed is a key, a state or a measure that says nothing
about anybody once the person's own row is emptied.
`;

/** The document: a section for each area, in it each table that names people. */
export function describePersonalData(): string {
  const parts = Object.entries(areas).flatMap(([title, tables]) => [
    `## ${title}\n`,
    ...Object.entries(tables)
      .filter(([, table]) => table.people.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, table]) => sectionOf(name.replaceAll('"', ""), table)),
  ]);
  const nobody = Object.values(areas)
    .flatMap((tables) => Object.entries(tables))
    .filter(([, table]) => table.people.length === 0)
    .map(([name]) => `\`${name}\``)
    .sort();
  return `${heading}\n${parts.join("\n")}\n## Tables in which nobody is named\n\n${nobody.join(", ")}\n`;
}

function sectionOf(name: string, table: PersonalTable): string {
  const { purpose, seenBy, keptFor } = table;
  const rows = groupsOf(fatesOf(table)).map(([words, columns]): [string, string] => [
    columns.map((column) => `\`${column}\``).join(", "),
    words,
  ]);
  const withheld = Object.entries(table.withheld ?? {}).map(
    ([columns, why]) =>
      `${columnsOf(columns)
        .map((column) => `\`${column}\``)
        .join(", ")}: ${why}`,
  );
  const left = table.people.flatMap(({ key, notExported }) =>
    notExported ? [`rows by \`${key}\`: ${notExported}`] : [],
  );
  const sealed = Object.values(sealedFields)
    .filter((field) => field.table === name)
    .map((field) => ("path" in field ? `\`${field.column}\` in part` : `\`${field.column}\``))
    .filter((words, at, all) => all.indexOf(words) === at);
  const omitted = [...withheld, ...left];
  return [
    `### ${name}\n`,
    `- For: ${purpose}`,
    `- Seen by: ${seenBy}`,
    `- Kept: ${keptFor}`,
    ...(sealed.length > 0 ? [`- Encrypted: ${sealed.join(", ")}`] : []),
    ...(omitted.length > 0 ? [`- Not in an export: ${omitted.join(" ")}`] : []),
    "",
    ...alignedTable([["columns", "erasure"], ...rows]),
    "",
  ].join("\n");
}

/** The lines of a table as the formatter has them. */
function alignedTable([head, ...rows]: [[string, string], ...[string, string][]]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  return [head, dashes, ...rows].map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
}

/** Columns with the same fate stand together. */
function groupsOf(fates: readonly ColumnFate[]): [string, string[]][] {
  const told = fates.filter(({ fate }) => fate !== "none");
  return [...Map.groupBy(told, ({ words }) => words)].map(([words, group]) => [
    words,
    group.map(({ column }) => column),
  ]);
}
