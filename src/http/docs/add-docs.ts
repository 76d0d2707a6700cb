import { hash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Context, Hono } from "hono";
import { config } from "#src/config.ts";
import { docsPages } from "#src/http/docs/docs-page.ts";
import { style } from "#src/http/docs/style.ts";
import { openApiDocument } from "#src/http/openapi.ts";
import { newId } from "#src/lib/ids.ts";
import { appErrorOf, problemResponse } from "#src/platform/http/problem.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";

/** Nothing but the page's own style sheet and icon is loaded, and no script runs. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", style, "base64")}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

type Stored = { type: string; plain: Uint8Array<ArrayBuffer>; gzipped: Uint8Array<ArrayBuffer> };

let stored: ReadonlyMap<string, Stored> | undefined;

/**
 * The API's description: for machines as OpenAPI, for people as pages made from the same document. Anybody may read it,
 * as often as any public endpoint; `addressOf` tells callers apart.
 */
export function addDocs(app: Hono, addressOf: (c: Context) => string): void {
  for (const path of ["/api/openapi.json", "/api/docs", "/api/docs/:part"]) {
    app.get(path, async (c) => {
      try {
        await takeFromLimit(`ip:${addressOf(c)}:/api/docs`, config.rateLimitPerMinute);
      } catch (thrown) {
        return problemResponse(appErrorOf(thrown), newId());
      }
      stored ??= storeAll();
      const found = stored.get(c.req.path);
      return found ? answer(c, found) : c.notFound();
    });
  }
}

/** Made and compressed once: the description is the same for everybody until the next version. */
function storeAll(): ReadonlyMap<string, Stored> {
  const document = openApiDocument();
  const pages = [...docsPages(document)].map(([part, page]): [string, Stored] => [
    part === "" ? "/api/docs" : `/api/docs/${part}`,
    store("text/html; charset=utf-8", String(page)),
  ]);
  return new Map([...pages, ["/api/openapi.json", store("application/json", JSON.stringify(document))]]);
}

function store(type: string, text: string): Stored {
  return { type, plain: new TextEncoder().encode(text), gzipped: new Uint8Array(gzipSync(text)) };
}

function answer(c: Context, { type, plain, gzipped }: Stored): Response {
  const takesGzip = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
  return c.body(takesGzip ? gzipped : plain, 200, {
    "content-type": type,
    "cache-control": "no-cache",
    vary: "accept-encoding",
    ...(takesGzip ? { "content-encoding": "gzip" } : {}),
    ...(type.startsWith("text/html") ? { "content-security-policy": policy } : {}),
  });
}
