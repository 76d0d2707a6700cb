import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isTestFile } from "../support/is-test-file.ts";

const root = join(import.meta.dirname, "../..");

/** `met` by the tests that name it, or for its reason; `none`: not applicable, for its reason; `open`: not met. */
export type State = "met" | "none" | "open";
export type Requirement = { number: string; level: number; state: State; words: string; reason: string };
/** A test whose title names requirements, as in `refuses a code that was used [V6.5.1]`. */
export type NamedTest = { path: string; title: string; numbers: string[] };

const stateWords: Record<State, string> = { met: "met", none: "not applicable", open: "**not met**" };

/** Levels 1 and 2 of OWASP ASVS 5.0.0, in words of our own. */
export function readRequirements(): Requirement[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, "requirements.tsv"), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const [number = "", level = "", state = "", words = "", reason = ""] = line.split("\t");
    if (state !== "met" && state !== "none" && state !== "open") throw new Error(`${number} has no state.`);
    return { number, level: Number(level), state, words, reason };
  });
}

/** The tests of the project whose titles name a requirement. */
export function readNamedTests(): NamedTest[] {
  return ["src", "tests"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
      .filter(isTestFile)
      .sort()
      .flatMap((path) => namedIn(path, readFileSync(join(root, path), "utf8"))),
  );
}

export function namedIn(path: string, source: string): NamedTest[] {
  return [...source.matchAll(/(["'`])((?:(?!\1)[^\n])*?)((?: \[V\d+\.\d+\.\d+\])+)\1/g)].map(
    ([, , title = "", tags = ""]) => ({ path, title, numbers: tags.match(/V[\d.]+/g) ?? [] }),
  );
}

/** The tables of docs/security.md, one for each chapter, as Markdown. */
export function tablesOf(requirements: readonly Requirement[], tests: readonly NamedTest[]): string {
  const count = (state: State) => requirements.filter((one) => one.state === state).length;
  const open = requirements.filter(({ state }) => state === "open").map(({ number }) => number);
  const tables = chapters.map((chapter, index) => {
    const own = requirements.filter(({ number }) => number.startsWith(`V${index + 1}.`));
    return `### V${index + 1} ${chapter}\n\n${aligned([head, ...own.map((one) => rowOf(one, tests))])}`;
  });
  return [
    `${requirements.length} requirements: ${count("met")} met, ${count("none")} not applicable, ${count("open")} not met${open.length > 0 ? ":" : "."}`,
    ...(open.length > 0 ? [`${open.join(", ")}.`] : []),
    ...tables.map((table) => `\n${table}`),
  ].join("\n");
}

const head = ["number", "level", "requirement", "state", "by which test, or why"];

const chapters = [
  "Encoding and sanitization",
  "Validation and business logic",
  "Web frontend",
  "API and web service",
  "File handling",
  "Authentication",
  "Session management",
  "Authorization",
  "Self-contained tokens",
  "OAuth and OIDC",
  "Cryptography",
  "Secure communication",
  "Configuration",
  "Data protection",
  "Secure coding and architecture",
  "Security logging and error handling",
  "WebRTC",
];

function rowOf({ number, level, words, state, reason }: Requirement, tests: readonly NamedTest[]): string[] {
  const by = tests
    .filter(({ numbers }) => numbers.includes(number))
    .map(({ path, title }) => `\`${path}\`: ${title.replaceAll("|", "\\|").replaceAll("<", "&lt;")}`);
  return [number, String(level), words, stateWords[state], [reason, ...by].filter(Boolean).join("; ")];
}

/** A Markdown table with aligned columns, as the formatter has them. */
function aligned([first = [], ...rows]: string[][]): string {
  const widths = first.map((_, column) => Math.max(...[first, ...rows].map((row) => row[column]?.length ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  return [first, dashes, ...rows]
    .map((row) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}
