import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { isTestFile } from "./support/is-test-file.ts";

/** Imports run one way, type imports too; see docs/architecture.md. */
const root = join(import.meta.dirname, "..");
const src = join(root, "src");

type Import = { target: string; kind: "value" | "type" | "lazy" };
type Module = { path: string; imports: Import[]; packages: string[] };

const modules = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !isTestFile(path) && !path.endsWith(".d.ts"))
  .map(readModule);
const byPath = new Map(modules.map((module) => [module.path, module]));

function readModule(path: string): Module {
  const source = readFileSync(join(src, path), "utf8");
  const module: Module = { path, imports: [], packages: [] };
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s+["']([^"']+)["']/g;
  for (const [, type, from, lazy, bare] of source.matchAll(pattern)) {
    const target = from ?? lazy ?? bare ?? "";
    const kind = type ? "type" : lazy ? "lazy" : "value";
    if (target.startsWith("#src/")) module.imports.push({ target: target.slice("#src/".length), kind });
    else if (target.startsWith("."))
      module.imports.push({ target: relative(src, join(src, path, "..", target)).replaceAll("\\", "/"), kind });
    else if (kind === "value") module.packages.push(target);
  }
  return module;
}

type Part =
  | "app"
  | "processes"
  | "http"
  | "realtime"
  | "feature-list"
  | "feature"
  | "feature-ui"
  | "contract"
  | "define-feature"
  | "client"
  | "ui"
  | "platform"
  | "policy"
  | "lib"
  | "errors"
  | "config"
  | "demo"
  | "instrumentation"
  | "proxy";

const below: Part[] = ["platform", "policy", "errors", "lib", "config"];

/** Each part with what it may import. */
const allowed: Record<Part, readonly Part[]> = {
  app: [
    "app",
    "http",
    "realtime",
    "feature-list",
    "define-feature",
    "feature-ui",
    "contract",
    "client",
    "ui",
    "lib",
    "config",
  ],
  instrumentation: ["http", ...below],
  proxy: ["http", ...below],
  processes: ["processes", "demo", "http", "realtime", "feature-list", "feature", "contract", ...below],
  demo: ["demo", "feature", "contract", ...below],
  http: ["http", "realtime", "feature-list", "feature", "contract", ...below],
  // The server and the client of the sockets share the protocol.
  realtime: ["realtime", "feature-list", "feature", "contract", "define-feature", "client", ...below],
  "feature-list": ["feature"],
  feature: ["feature", "contract", "define-feature", ...below],
  "define-feature": [...below],
  "feature-ui": ["feature-ui", "contract", "client", "ui", "lib"],
  contract: ["contract", "lib"],
  client: ["client", "ui", "lib"],
  ui: ["ui", "lib"],
  platform: below,
  policy: ["policy", "errors", "lib"],
  lib: ["lib"],
  errors: ["errors"],
  config: ["config", "lib"],
};

/**
 * Pure rules that run in the browser as they do on the server, so that a form shows what the server will decide. They
 * are held to what a contract may import.
 */
const onBothSides = [
  "features/frameworks/editing/draft.ts",
  "features/frameworks/editing/faults.ts",
  "features/notifications/school-words/rules.ts",
  "features/notifications/link-of.ts",
  "features/progress/counted-evidence.ts",
  "features/progress/evaluation-value.ts",
  "features/progress/needs.ts",
  "features/progress/plan.ts",
  "features/progress/scoring.ts",
  "features/progress/sentences.ts",
  "features/reports/cell-words.ts",
];

function partOf(path: string): string {
  if (path.startsWith("../db/demo/")) return "demo";
  const [first = "", second = "", third = ""] = path.split("/");
  if (first !== "features") return first.replace(/\.ts$/, "");
  if (second === "list.ts") return "feature-list";
  if (second === "define-feature.ts") return "define-feature";
  if (third === "ui") return "feature-ui";
  const isContract = third === "values.ts" || /[/-]schema\.ts$/.test(path) || onBothSides.includes(path);
  return isContract ? "contract" : "feature";
}

/** What a feature's server may use of another feature. */
const shared = ["schema.ts", "values.ts", "queries.ts", "rules.ts"];

/** What a feature offers beside these: a permission, events that others emit too, the one way to do a thing. */
const doors: Record<string, readonly string[]> = {
  analytics: [
    "facts.ts",
    "find-trends.ts",
    "load-names.ts",
    "load-students.ts",
    "read-accreditation.ts",
    "school/schema.ts",
    "select-subject.ts",
    "sentences.ts",
    "summarize.ts",
    "timeframe.ts",
  ],
  assessments: [
    "events.ts",
    "move-assessment.ts",
    "signing/decide-signing.ts",
    "signing/sign-assessment.ts",
    "signing/signing-facts.ts",
    "signing/write-signing.ts",
  ],
  deployments: ["events.ts"],
  files: ["intake/draw-portrait.ts"],
  frameworks: ["events.ts", "import/parse.ts", "insert-framework.ts"],
  notifications: ["devices/end-push-messages.ts", "notify.ts"],
  people: ["audit-people.ts", "invitations.ts", "invite-people.ts", "send-invitations.ts"],
  progress: [
    "emit-progress.ts",
    "events.ts",
    "recount-assignment.ts",
    "facts.ts",
    "assignment-facts.ts",
    "counted-evidence.ts",
    "evidence.ts",
    "milestones.ts",
    "needs.ts",
    "overdue.ts",
    "plan.ts",
    "standing.ts",
  ],
  samples: ["insert-sample-framework.ts"],
  sessions: [
    "device.ts",
    "end-sessions.ts",
    "factors/remove-factors.ts",
    "permissions.ts",
    "request-password-reset.ts",
  ],
  transcripts: ["transcript-of.ts"],
};

/** What it offers in the browser beside its queries: a field or a row that other features' pages have, rules of both sides. */
const doorsInBrowser: Record<string, readonly string[]> = {
  analytics: ["school/schema.ts"],
  files: ["ui/evidence-field.tsx"],
  progress: ["evaluation-value.ts", "needs.ts", "scoring.ts", "sentences.ts"],
  "saved-views": ["ui/view-chips.tsx"],
  schools: ["ui/console/console-queries.ts", "ui/term-field.tsx"],
};

const featureOf = (path: string) => /^features\/([^/]+)\//.exec(path)?.[1];

describe("the architecture", () => {
  it("has one way to the body of a request", () => {
    const reading =
      /\.(formData|parseBody|arrayBuffer|blob)\(|[rR]equest\.(text|json)\(|\breq\.(text|json|raw\.body)\b/;
    const readers = modules
      .filter(({ path }) => !path.startsWith("client/") && !path.includes("/ui/") && !path.startsWith("ui/"))
      .filter(({ path }) => reading.test(readFileSync(join(src, path), "utf8")))
      .map(({ path }) => path);
    expect(readers, "platform/http/incoming-body.ts counts what it reads").toEqual([]);
  });

  it("is read from a plausible number of modules", () => {
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.reduce((sum, module) => sum + module.imports.length, 0)).toBeGreaterThan(300);
    const unknown = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => /\.(ts|tsx|mjs)$/.test(target) && !target.startsWith("../") && !byPath.has(target))
        .map(({ target }) => `${path} -> ${target}`),
    );
    expect(unknown).toEqual([]);
  });

  it("lets imports run one way", () => {
    const parts: Record<string, readonly string[]> = allowed;
    const faults = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => !target.startsWith("../") || target.startsWith("../db/demo/"))
        .filter(({ target }) => !parts[partOf(path)]?.includes(partOf(target)))
        .map(({ target }) => `${path} -> ${target}`),
    );
    expect(faults).toEqual([]);
  });

  it("lets a feature import only another's contract, queries, rules and listed files", () => {
    const used = new Set<string>();
    const faults = modules.flatMap(({ path, imports }) => {
      const feature = featureOf(path);
      return imports
        .filter(({ target }) => {
          const of = featureOf(target);
          if (feature === undefined || of === undefined || of === feature) return false;
          const file = target.slice(`features/${of}/`.length);
          // In the browser, queries are those that call the API.
          if (partOf(path) === "feature-ui")
            return (
              file !== "schema.ts" &&
              file !== "values.ts" &&
              !/^ui\/[a-z-]+-queries\.ts$/.test(file) &&
              !doorsInBrowser[of]?.includes(file)
            );
          used.add(`${of}/${file}`);
          return !shared.includes(file) && !doors[of]?.includes(file);
        })
        .map(({ target }) => `${path} -> ${target}`);
    });
    expect(faults).toEqual([]);
    const offered = Object.entries(doors).flatMap(([feature, files]) => files.map((file) => `${feature}/${file}`));
    expect(offered.filter((door) => !used.has(door))).toEqual([]);
  });

  it("loads nothing heavy with the list of features", () => {
    const loaded = [...closureOf("features/list.ts", ["value"])];
    expect(loaded.length).toBeGreaterThan(10);
    expect([...new Set(loaded.flatMap((path) => byPath.get(path)?.packages ?? []))]).toEqual(["zod"]);
    expect(loaded.filter((path) => partOf(path) === "platform")).toEqual([
      "platform/events/event.ts",
      "platform/interactions/interactions-stored.ts",
    ]);
  });

  it("loads nothing of the server in the browser", () => {
    const roots = modules.filter(({ path }) => /^["']use client["']/.test(readFileSync(join(src, path), "utf8")));
    expect(roots.length).toBeGreaterThan(30);
    const sent = ["app", "feature-ui", "contract", "client", "ui", "lib"];
    const reached = new Set(roots.flatMap(({ path }) => [...closureOf(path, ["value", "lazy"])]));
    const faults = [...reached]
      .filter((path) => sent.includes(partOf(path)))
      .flatMap((path) =>
        (byPath.get(path)?.imports ?? [])
          .filter(({ target, kind }) => kind !== "type" && !sent.includes(partOf(target)))
          .map(({ target }) => `${path} -> ${target}`),
      );
    expect(faults).toEqual([]);
  });

  it("sends the browser no contract and not the whole of Zod", () => {
    const roots = modules.filter(({ path }) => /^["']use client["']/.test(readFileSync(join(src, path), "utf8")));
    const reached = new Set(roots.flatMap(({ path }) => [...closureOf(path, ["value", "lazy"])]));
    const heavy = [...reached].filter((path) => byPath.get(path)?.packages.includes("zod"));
    const faults = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, kind }) => reached.has(path) && kind !== "type" && heavy.includes(target))
        .map(({ target }) => `${path} -> ${target}`),
    );
    expect(faults).toEqual([]);
    expect(heavy).toEqual([]);
  });

  it("reads the environment in one place", () => {
    const readers = modules
      // Next builds its hook for two run times, and puts a constant there by which the other leaves it out.
      .filter(({ path }) => path !== "instrumentation.ts")
      .filter(({ path }) => !path.startsWith("processes/start") && path !== "config.ts")
      .filter(({ path }) => /process\.env\b/.test(readFileSync(join(src, path), "utf8")))
      .map(({ path }) => path);
    expect(readers).toEqual([]);
  });

  it("has no barrel files and no modules that import each other in a circle", () => {
    expect(modules.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path)).map(({ path }) => path)).toEqual([]);
    expect(findCircle()).toBeUndefined();
  });

  it("has the same variables in .env.example and the configuration", async () => {
    const { environment } = await import("#src/config.ts");
    const example = readFileSync(join(root, ".env.example"), "utf8");
    const named = [...example.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(environment.shape).sort());
  });
});

/** The module and everything that it imports, directly or not. */
function closureOf(root: string, kinds: readonly Import["kind"][]): Set<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { target, kind } of byPath.get(path)?.imports ?? []) if (kinds.includes(kind)) visit(target);
  };
  visit(root);
  return seen;
}

function findCircle(): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    const at = trail.indexOf(path);
    if (at >= 0) return [...trail.slice(at), path];
    if (done.has(path)) return undefined;
    for (const { target } of byPath.get(path)?.imports ?? []) {
      const circle = visit(target, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of byPath.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}
