import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

/** Imports run one way; see docs/architecture.md. Each layer lists what it may import besides itself. */
const root = join(import.meta.dirname, "..");
const src = join(root, "src");

type Module = { path: string; imports: string[]; typeImports: string[] };

const modules = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter(
    (path) =>
      /\.(ts|tsx|mjs)$/.test(path) &&
      !path.includes(".test.") &&
      !/examples\.ts$/.test(path) &&
      !path.endsWith(".d.ts"),
  )
  .map((path) => readModule(path.replaceAll("\\", "/")));

function readModule(path: string): Module {
  const source = readFileSync(join(src, path), "utf8");
  const imports: string[] = [];
  const typeImports: string[] = [];
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s+["']([^"']+)["']/g;
  for (const match of source.matchAll(pattern)) {
    const target = match[2] ?? match[3] ?? match[4] ?? "";
    const resolved = target.startsWith("#src/")
      ? target.slice(5)
      : target.startsWith(".")
        ? relative(src, join(src, path, "..", target)).replaceAll("\\", "/")
        : undefined;
    if (resolved) (match[1] ? typeImports : imports).push(resolved);
  }
  return { path, imports, typeImports };
}

function layerOf(path: string): string {
  const [first = ""] = path.split("/");
  if (path.startsWith("../db/demo/")) return "demo";
  if (first === "features" && /^features\/[^/]+\/ui\//.test(path)) return "feature-ui";
  if (first === "client") return "browser";
  if (["http", "realtime", "features"].includes(first)) return "core";
  return first.replace(/\.ts$/, "");
}

const allowed: Record<string, string[]> = {
  app: ["app", "core", "feature-ui", "browser", "ui", "platform", "policy", "errors", "lib", "config"],
  processes: ["processes", "demo", "core", "platform", "policy", "errors", "lib", "config"],
  core: ["core", "browser", "platform", "policy", "errors", "lib", "config"],
  "feature-ui": ["feature-ui", "browser", "ui", "lib", "policy"],
  browser: ["browser", "lib", "errors", "ui"],
  platform: ["platform", "policy", "errors", "lib", "config"],
  policy: ["policy", "errors", "lib"],
  ui: ["ui", "lib"],
  lib: ["lib"],
  errors: ["errors"],
  config: ["config"],
};

describe("the architecture", () => {
  it("is read from a plausible number of modules", () => {
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.reduce((sum, module) => sum + module.imports.length, 0)).toBeGreaterThan(300);
  });

  it("lets imports run one way", () => {
    const faults = modules.flatMap((module) => {
      const layer = layerOf(module.path);
      return module.imports
        .filter((target) => {
          const of = layerOf(target);
          // A feature's screens know its contract and no other part of the server.
          if (layer === "feature-ui" && of === "core") return !/^features\/[^/]+\/(schema|strings)\.ts$/.test(target);
          if (layer === "browser" && of === "core") return !/(^|\/)schema\.ts$/.test(target);
          return !(allowed[layer] ?? []).includes(of);
        })
        .map((target) => `${module.path} -> ${target}`);
    });
    expect(faults).toEqual([]);
  });

  it("reads the environment in one place", () => {
    const readers = modules
      .filter(({ path }) => !path.startsWith("processes/start") && path !== "config.ts")
      .filter(({ path }) => /process\.env\b/.test(readFileSync(join(src, path), "utf8")))
      .map(({ path }) => path);
    expect(readers).toEqual([]);
  });

  it("has no barrel files and no modules that import each other in a circle", () => {
    expect(modules.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path)).map(({ path }) => path)).toEqual([]);
    expect(findCircle()).toBeUndefined();
  });

  it("keeps .env.example in step with the configuration", async () => {
    const { environment } = await import("#src/config.ts");
    const example = readFileSync(join(root, ".env.example"), "utf8");
    const named = [...example.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(environment.shape).sort());
  });
});

function findCircle(): string[] | undefined {
  const graph = new Map(modules.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    const at = trail.indexOf(path);
    if (at >= 0) return [...trail.slice(at), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}
