import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Hono } from "hono";
import { expect, it } from "vitest";
import { addDocs } from "#src/http/docs/add-docs.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { openApiDocument } from "#src/http/openapi.ts";

const root = join(import.meta.dirname, "../..");

it("describes every endpoint, with its permission", () => {
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

it("is a page for people too, with every operation, without a script or anything of another host", async () => {
  const app = new Hono();
  addDocs(app);
  const response = await app.request("/api/docs");
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/html; charset=utf-8$/i);
  expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(page).not.toMatch(/<script|\son\w+=|\sstyle=|(src|href)="(https?:)?\/\//);
  const operations = page.match(/<article id="(get|post|put|patch|delete)[A-Z]/g);
  // The document contains the socket beside the endpoints.
  expect(operations).toHaveLength(endpoints.length + 1);
});
