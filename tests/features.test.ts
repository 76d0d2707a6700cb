import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { features } from "#src/features/list.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { roles } from "#src/policy/actor.ts";
import type { Permission } from "#src/policy/permission.ts";
import { allJobs } from "#src/realtime/jobs.ts";
import { pageParams } from "./support/examples.ts";

const src = join(import.meta.dirname, "../src");

const heading = `# Who may do what

Made from the \`permissions.ts\` of all features; \`src/policy/permission.ts\` says what the conditions mean. What is empty is
refused.
`;

/** A Markdown table with aligned columns. */
function tableOf([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  return [head, dashes, ...rows]
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}

function duplicates(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

describe("the list of features", () => {
  it("has a line for each folder, under its name", () => {
    const folders = readdirSync(join(src, "features"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.length).toBeGreaterThan(5);
    expect(folders.filter((name) => !existsSync(join(src, "features", name, "feature.ts")))).toEqual([]);
    expect(features.map(({ name }) => name as string).sort()).toEqual(folders.sort());
  });
});

describe("the permissions of all features", () => {
  const permissions = features.flatMap((feature) => Object.values(feature.permissions));

  it("have unique names, noun:verb, and state their rule in a sentence", () => {
    expect(duplicates(permissions.map(({ name }) => name))).toEqual([]);
    for (const { name, says } of permissions) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*$/);
      expect(says).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("are what endpoints ask for", () => {
    const asked = endpoints.flatMap(({ permission }) => (permission === "public" ? [] : [permission]));
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((permission) => !permissions.includes(permission))).toEqual([]);
  });

  it("are listed in docs/permissions.md (vitest --update writes it)", async () => {
    const rows = permissions.map((permission) => {
      const conditions: Permission["roles"] = permission.roles;
      return [`\`${permission.name}\``, permission.says, ...roles.map((role) => conditions[role] ?? "")];
    });
    await expect(`${heading}\n${tableOf([["permission", "rule", ...roles], ...rows])}\n`).toMatchFileSnapshot(
      "../docs/permissions.md",
    );
  });
});

describe("the events of all features", () => {
  const events = features.flatMap((feature) => Object.values(feature.events));

  it("have unique types and unique names on the sockets", () => {
    expect(duplicates(events.map(({ type }) => type))).toEqual([]);
    expect(duplicates(events.flatMap(({ liveName }) => liveName ?? []))).toEqual([]);
    for (const { type } of events) expect(type).toMatch(/^[a-z]+\.[a-z_]+$/);
  });

  it("are what jobs subscribe to", () => {
    const types = events.map(({ type }) => type as string);
    const awaited = allJobs.flatMap(({ on }) => on);
    expect(awaited.length).toBeGreaterThan(0);
    expect(awaited.filter((type) => !types.includes(type))).toEqual([]);
  });
});

describe("the pages of all features", () => {
  const paths = features.flatMap(({ pages }) => Object.values(pages).flat());
  /** They only redirect to another page; of everybody who need not set up a second step, the last one does too. */
  const redirects = ["/", "/dashboard", "/second-step"];

  /** Gives `[id]` and `:id` in an address the same form. */
  const shapeOf = (path: string) => path.replace(/[?#].*/, "").replaceAll(/\[\w+\]|:\w+/g, "*");

  it("are the pages of the program", () => {
    const files = readdirSync(join(src, "app"), { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => /(^|\/)page\.tsx$/.test(path))
      .map((path) => `/${path.replaceAll(/\([^)]*\)\//g, "").replace(/\/?page\.tsx$/, "")}`)
      // A catch-all only answers that there is no such page.
      .filter((path) => !redirects.includes(path) && !path.includes("[..."));
    expect(new Set(paths.map(shapeOf))).toEqual(new Set(files.map(shapeOf)));
  });

  it("are reachable from the sidebar only where they exist", () => {
    const entries = features.flatMap(({ navigation }) => navigation.map(({ href }) => href));
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter((href) => !paths.some((path) => path === href))).toEqual([]);
  });

  it("contain only records that an example finds", () => {
    const named = paths.flatMap((path) => [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name));
    expect([...new Set(named)].filter((name) => !(name in pageParams))).toEqual([]);
  });
});
