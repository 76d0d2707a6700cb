import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAst } from "vitest/node";
import { isTestFile } from "./support/is-test-file.ts";

/** The words of screens are those of docs/ui-kit.md, and they are written in files of words only. */
const root = join(import.meta.dirname, "..");

type Node = { type: string; [key: string]: unknown };
type Text = { path: string; text: string };

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((path) => `src/${path.replaceAll("\\", "/")}`)
  .filter((path) => /\.tsx?$/.test(path) && !isTestFile(path) && !path.endsWith(".d.ts"))
  .sort();

/** Files that consist of texts for people. */
const isWordFile = (path: string) => /(strings|\/sentences|\/mails|\/format-date)\.ts$/.test(path);
const isScreen = (path: string) => /^src\/(app|ui|client)\/|^src\/features\/[^/]+\/ui\//.test(path);
/** Pages that only school administrators see; elsewhere a framework is called by its name. */
const isOfAdmins = (path: string) =>
  /^src\/features\/(frameworks|framework-[a-z]+|deployments)\/|^src\/app\/dashboard\/school-admin\/|\/admin-strings\.ts$/.test(
    path,
  );

describe("the words on screens", { timeout: 60_000 }, () => {
  const glossary = readGlossary();

  it("are in the glossary of docs/ui-kit.md", () => {
    expect(glossary.refused.length).toBeGreaterThan(30);
    expect(refusedIn("Deployments", glossary)).toEqual(["deploy…"]);
    expect(refusedIn("You are signed out everywhere.", glossary)).toEqual([]);
    expect(refusedIn("It was signed yesterday.", glossary)).toEqual(["signed"]);
  });

  it("are never those that the glossary refuses", () => {
    const texts = sources.flatMap(textsOf);
    expect(texts.length).toBeGreaterThan(500);
    const found = [...texts, ...notificationTexts()].flatMap(({ path, text }) =>
      refusedIn(text, glossary).map((word) => `${path}: “${word}” in “${text.trim()}”`),
    );
    expect(found).toEqual([]);
  });

  it("name a framework by its name wherever students and supervisors read", () => {
    const found = sources
      .filter((path) => isScreen(path) && !isOfAdmins(path))
      .flatMap((path) => (isWordFile(path) ? allTexts(path) : proseOf(path)))
      .filter(({ text }) => /\bframework/i.test(text))
      .map(({ path, text }) => `${path}: “${text.trim()}”`);
    expect(found).toEqual([]);
  });

  it("are written in files of words, ready for translation", () => {
    const found = sources
      .filter((path) => isScreen(path) && !isWordFile(path))
      .flatMap(proseOf)
      .map(({ path, text }) => `${path}: “${text.trim()}”`);
    expect(found).toEqual([]);
  });
});

function textsOf(path: string): Text[] {
  if (isWordFile(path)) return allTexts(path);
  return isScreen(path) ? proseOf(path) : answersOf(path);
}

type Glossary = { allowed: RegExp; refused: { word: string; pattern: RegExp }[] };

function readGlossary(): Glossary {
  const page = readFileSync(join(root, "docs/ui-kit.md"), "utf8");
  const section = page.slice(page.indexOf("## Words on screens"));
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const list = (cell: string | undefined) => (cell ?? "").split(", ").filter((word) => word !== "");
  const allowed = rows.flatMap(([, terms]) => list(terms)).sort((a, b) => b.length - a.length);
  return {
    allowed: new RegExp(`\\b(?:${allowed.map(escaped).join("|")})\\b`, "gi"),
    refused: rows
      .flatMap(([, , , words]) => list(words))
      .map((word) => ({
        word,
        pattern: new RegExp(`\\b${escaped(word).replace("…", "[\\p{L}-]*")}(?![\\p{L}-])`, "iu"),
      })),
  };
}

function escaped(words: string): string {
  return words.replace(/[/\\^$*+?.()|[\]{}]/g, "\\$&");
}

function refusedIn(text: string, { allowed, refused }: Glossary): string[] {
  const rest = text.replace(allowed, " ");
  return refused.filter(({ pattern }) => pattern.test(rest)).map(({ word }) => word);
}

/** Every text of a file of words; where it has code too, every text of several words. */
function allTexts(path: string): Text[] {
  const hasCode = !path.endsWith("strings.ts");
  return textsIn(treeOf(path), (text) => !hasCode || text.includes(" ")).map((text) => ({ path, text }));
}

/** Texts for people in a file that should have none: between tags, in attributes that are read, or a sentence. */
function proseOf(path: string): Text[] {
  const found: string[] = [];
  visit(treeOf(path), (node) => {
    if (node.type === "JSXElement" && nameOf(node, "openingElement", "name") === "kbd") return false;
    if (node.type === "NewExpression" && nameOf(node, "callee") === "Error") return false;
    if (node.type === "JSXText" && isText(node.value)) found.push(node.value);
    if (node.type === "Property" && nameOf(node, "key") === "classNames") return false;
    if (node.type === "JSXElement" || node.type === "JSXFragment") found.push(...templatesAmong(node.children));
    if (
      node.type === "JSXAttribute" &&
      /^(aria-label|.*[Ll]abel|title|alt|placeholder|hint|help|note|description|unit|word)$/.test(nameOf(node, "name"))
    )
      found.push(
        ...[node.value]
          .filter(isNode)
          .flatMap((value) => (value.type === "Literal" && isText(value.value) ? [value.value] : [])),
      );
    if (node.type === "Property" && /^(title|label|word|description)$/.test(nameOf(node, "key")))
      found.push(
        ...[node.value]
          .filter(isNode)
          .flatMap((value) => (value.type === "Literal" && isText(value.value) ? [value.value] : [])),
      );
    if (node.type === "Literal" && typeof node.value === "string" && /^\p{Lu}.*\p{L} \p{L}/u.test(node.value))
      found.push(node.value);
    return true;
  });
  return [...new Set(found)].map((text) => ({ path, text }));
}

/** The words of templates between tags: `of ${total}`. */
function templatesAmong(children: unknown): string[] {
  if (!Array.isArray(children)) return [];
  return children
    .filter(isNode)
    .map(({ expression }) => expression)
    .filter((inside) => isNode(inside) && inside.type === "TemplateLiteral")
    .flatMap((template) => textsIn(template, (text) => /\p{L}{2}/u.test(text)));
}

/** What the API says in answers: messages of errors, of invalid fields and of imports. */
function answersOf(path: string): Text[] {
  if (!/AppError\(|\b(message|error|detail|thing):|_key:/.test(readFileSync(join(root, path), "utf8"))) return [];
  const found: string[] = [];
  visit(treeOf(path), (node) => {
    const isMessage =
      node.type === "Property" &&
      /^(message|error|detail|thing)$|_(key|fkey|check|idx|excl)$/.test(nameOf(node, "key"));
    const isError = node.type === "NewExpression" && nameOf(node, "callee") === "AppError";
    if (!isMessage && !isError) return true;
    found.push(...textsIn(isError ? node.arguments : node.value, (text) => text.includes(" ")));
    return !isMessage;
  });
  return [...new Set(found)].map((text) => ({ path, text }));
}

/** The shipped templates of notifications, from the migrations that write them. */
function notificationTexts(): Text[] {
  const folder = join(root, "db/migrations");
  return readdirSync(folder)
    .map((name) => ({ path: `db/migrations/${name}`, sql: readFileSync(join(folder, name), "utf8") }))
    .flatMap(({ path, sql }) =>
      [...sql.matchAll(/(?:insert into|update) notification_templates\b[^;]*/g)].flatMap(([written]) =>
        [...written.matchAll(/'([^']* [^']*)'/g)].map(([, text = ""]) => ({
          path,
          text: text.replaceAll(/{{\w+}}/g, ""),
        })),
      ),
    );
}

const trees = new Map<string, unknown>();

function treeOf(path: string): unknown {
  const known = trees.get(path);
  if (known) return known;
  const tree = parseAst(readFileSync(join(root, path), "utf8"), { lang: path.endsWith("x") ? "tsx" : "ts" }).body;
  trees.set(path, tree);
  return tree;
}

function textsIn(tree: unknown, isWanted: (text: string) => boolean): string[] {
  const found: string[] = [];
  visit(tree, (node) => {
    if (node.type === "ImportDeclaration" || node.type === "TSLiteralType") return false;
    const value = node.type === "Literal" ? node.value : node.type === "TemplateElement" ? cookedOf(node) : undefined;
    if (isText(value) && isWanted(value)) found.push(value);
    return true;
  });
  return found;
}

/** Calls `see` for each node, outer ones first; the inside of one for which it returns false is left out. */
function visit(tree: unknown, see: (node: Node) => boolean): void {
  if (Array.isArray(tree)) for (const one of tree) visit(one, see);
  if (!isNode(tree) || !see(tree)) return;
  for (const [key, value] of Object.entries(tree)) if (key !== "parent") visit(value, see);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && /\p{L}/u.test(value);
}

function cookedOf({ value }: Node): unknown {
  return typeof value === "object" && value !== null && "cooked" in value ? value.cooked : undefined;
}

/** The name at the end of a path of nodes: `nameOf(element, "openingElement", "name")`. */
function nameOf(node: Node, ...path: string[]): string {
  let at: unknown = node;
  for (const key of path) at = isNode(at) ? at[key] : undefined;
  if (!isNode(at)) return "";
  return [at.name, at.value].find((name) => typeof name === "string") ?? "";
}
