import { hash } from "node:crypto";
import type { Hono } from "hono";
import { docsPage } from "#src/http/docs/docs-page.ts";
import { style } from "#src/http/docs/style.ts";
import { openApiDocument } from "#src/http/openapi.ts";

/** Nothing but the page's own style sheet and icon is loaded, and no script runs. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", style, "base64")}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

let page: ReturnType<typeof docsPage> | undefined;

/** The API's description: for machines as OpenAPI, for people as one page made from the same document. */
export function addDocs(app: Hono): void {
  app.get("/api/openapi.json", (c) => c.json(openApiDocument()));
  app.get("/api/docs", (c) => {
    page ??= docsPage(openApiDocument());
    return c.html(page, 200, { "content-security-policy": policy, "cache-control": "no-cache" });
  });
}
