import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { createApi } from "#src/http/api.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { openApiDocument } from "#src/http/openapi.ts";
import { resetRateLimits } from "../support/rate-limits.ts";

const root = join(import.meta.dirname, "../..");

it("describes every endpoint, with its permission [V13.4.5]", () => {
  const { paths } = openApiDocument();
  for (const { method, path, permission } of endpoints) {
    const item = paths?.[path.replace(/:([A-Za-z]+)/g, "{$1}")] as Record<string, Record<string, unknown>> | undefined;
    const operation = item?.[method.toLowerCase()];
    expect(operation, `${method} ${path}`).toBeDefined();
    if (permission !== "public") expect(operation?.["x-permission"]).toBe(permission.name);
  }
});

it("is OpenAPI 3.1 without a finding by Spectral", async () => {
  expect(openApiDocument().openapi).toBe("3.1.0");
  const dir = mkdtempSync(join(tmpdir(), "openapi-"));
  const file = join(dir, "openapi.json");
  writeFileSync(file, JSON.stringify(openApiDocument()));
  try {
    const args = ["lint", file, "--ruleset", join(root, ".spectral.yaml"), "--fail-severity", "hint"];
    const { stdout } = await promisify(execFile)(join(root, "node_modules/.bin/spectral"), args);
    expect(stdout).toContain("No results");
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

describe("the pages for people", () => {
  const open = (path: string, headers: Record<string, string> = {}) => createApi().request(path, { headers });

  async function everyPage(): Promise<[string, string][]> {
    const first = await (await open("/api/docs")).text();
    const paths = [...new Set([...first.matchAll(/href="(\/api\/docs\/[a-z-]+)"/g)].map(([, path = ""]) => path))];
    const rest = paths.map(async (path): Promise<[string, string]> => [path, await (await open(path)).text()]);
    return [["/api/docs", first], ...(await Promise.all(rest))];
  }

  it("have every operation, without a script or anything of another host", async () => {
    const pages = await everyPage();
    const response = await open("/api/docs");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/html; charset=utf-8$/i);
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    for (const [, page] of pages) expect(page).not.toMatch(/<script|\son\w+=|\sstyle=|(src|href)="(https?:)?\/\//);
    const operations = pages.flatMap(([, page]) => page.match(/<article id="(get|post|put|patch|delete)[A-Z]/g) ?? []);
    // The document contains the socket beside the endpoints.
    expect(operations).toHaveLength(endpoints.length + 1);
  });

  it("have no link that leads nowhere", async () => {
    const pages = new Map(await everyPage());
    for (const [path, page] of pages) {
      for (const [, target = path, anchor = ""] of page.matchAll(/href="(\/api\/docs[^"#]*)?#([^"]+)"/g)) {
        expect(pages.get(target || path), `${path} -> ${target}#${anchor}`).toContain(`id="${anchor}"`);
      }
    }
  });

  it("are small, and are sent compressed", async () => {
    for (const [path] of await everyPage()) {
      const response = await open(path, { "accept-encoding": "gzip, br" });
      expect(response.headers.get("content-encoding")).toBe("gzip");
      expect((await response.arrayBuffer()).byteLength, path).toBeLessThan(50_000);
    }
  });

  it("are not there under another name", async () => {
    expect((await open("/api/docs/nothing")).status).toBe(404);
  });

  it("may be read as often as any public endpoint", async () => {
    await resetRateLimits();
    const all = Array.from(
      { length: config.rateLimitPerMinute + 1 },
      async () => (await open("/api/docs/schemas")).status,
    );
    const answers = await Promise.all(all);
    await resetRateLimits();
    expect(answers.filter((status) => status === 200)).toHaveLength(config.rateLimitPerMinute);
    expect(answers.filter((status) => status === 429)).toHaveLength(1);
  });
});
