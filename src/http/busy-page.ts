import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { anyActorOfRequest } from "#src/features/sessions/read-session.ts";
import { enterProcess } from "#src/http/admission.ts";
import { comeBackSeconds } from "#src/platform/http/admission.ts";

/** To render one takes the processor as long as several answers of the API. */
const pageWeight = 4;

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { display: grid; place-items: center; min-height: 100dvh; margin: 0; padding: 1.5rem; box-sizing: border-box; }
  main { max-width: 28rem; text-align: center; }
  h1 { font-size: 1.375rem; margin: 0 0 .5rem; }
  p { margin: 0; opacity: .8; }`;
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * A place for a page until it is sent. Where there is none it is answered with a page that comes back by itself, and
 * false is returned. What a browser fetches before anybody opens it is refused first.
 */
export function enterPage(request: IncomingMessage, response: ServerResponse): boolean {
  const isAhead = request.headers["next-router-prefetch"] !== undefined || request.headers["sec-purpose"] !== undefined;
  const cookie = { get: (name: string) => (name === "cookie" ? (request.headers.cookie ?? null) : null) };
  const leave = enterProcess(isAhead ? "heavy" : "ordinary", anyActorOfRequest(cookie)?.schoolId, pageWeight);
  if (!leave) {
    sendBusyPage(response);
    return false;
  }
  // Sent as far as this process is concerned, or given up by whoever asked.
  response.once("finish", leave).once("close", leave);
  return true;
}

function sendBusyPage(response: ServerResponse): void {
  const seconds = comeBackSeconds();
  response.statusCode = 503;
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("content-security-policy", policy);
  response.setHeader("cache-control", "no-store");
  response.setHeader("retry-after", seconds);
  response.end(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="${seconds}"><title>Many people are here just now</title><style>${style}</style></head><body><main><h1>Many people are here just now</h1><p>This page opens by itself in a few seconds. Nothing that you wrote is lost.</p></main></body></html>`,
  );
}
