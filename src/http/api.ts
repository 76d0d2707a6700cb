import { createHash } from "node:crypto";
import { Hono, type Context as HonoContext } from "hono";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { actorOfRequest } from "#src/features/sessions/read-session.ts";
import { addDocs } from "#src/http/docs.ts";
import { type Endpoint, readInput, type UserContext } from "#src/http/endpoint.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { idempotencyBracket, Replay } from "#src/http/idempotency.ts";
import { appErrorOf, problemResponse } from "#src/http/problem.ts";
import { requireSameOrigin } from "#src/http/same-origin.ts";
import { newId } from "#src/lib/ids.ts";
import { takeFromLimit } from "#src/platform/cache/rate-limit.ts";
import { log } from "#src/platform/log/log.ts";
import { observeRequest } from "#src/platform/metrics/metrics.ts";
import { requireRole } from "#src/policy/authorize.ts";

/** The whole API as one Hono app: served by our own server, and by Next's catch-all route where that runs. */
export function createApi(): Hono {
  const app = new Hono();
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path, (c) => handle(endpoint, c));
  }
  addDocs(app);
  const methods = allowedMethods();
  app.notFound((c) => {
    const allowed = methods.filter(({ pattern }) => pattern.test(c.req.path)).map(({ method }) => method);
    const error =
      allowed.length > 0
        ? new AppError("method_not_allowed", `Use ${[...new Set(allowed)].join(" or ")} here.`)
        : new AppError("not_found", "There is nothing at this address.");
    const response = problemResponse(error, newId());
    if (allowed.length > 0) response.headers.set("allow", [...new Set(allowed)].join(", "));
    return response;
  });
  return app;
}

async function handle(endpoint: Endpoint, c: HonoContext): Promise<Response> {
  const startedAt = performance.now();
  const requestId = newId();
  let response: Response;
  try {
    response = await answer(endpoint, c, requestId);
  } catch (thrown) {
    const error = appErrorOf(thrown);
    if (error.status >= 500) {
      log.error({ requestId, route: endpoint.path, method: endpoint.method, err: error.cause ?? error }, error.message);
    }
    response = problemResponse(error, requestId);
  }
  observeRequest(endpoint.method, endpoint.path, response.status, performance.now() - startedAt);
  return response;
}

async function answer(endpoint: Endpoint, c: HonoContext, requestId: string): Promise<Response> {
  const headers = c.req.raw.headers;
  const actor = actorOfRequest(headers);
  const ip = addressOf(c);
  if (endpoint.method !== "GET") requireSameOrigin(headers, endpoint.permission === "public");
  if (endpoint.permission !== "public") {
    if (!actor) throw new AppError("unauthenticated", "Sign in to continue.");
    requireRole(actor, endpoint.permission);
  }
  await takeFromLimit(
    actor && endpoint.permission !== "public" ? `user:${actor.userId}` : `ip:${ip}:${endpoint.path}`,
    endpoint.limitPerMinute ?? config.rateLimitPerMinute,
  );
  const { input, bodyText } = await readInput(endpoint, c);
  const added: [string, string][] = [];
  const ctx: Omit<UserContext, "actor"> & { actor: UserContext["actor"] | undefined } = {
    requestId,
    headers,
    request: c.req.raw,
    ip,
    addHeader: (name, value) => added.push([name, value]),
    actor,
    bracket: undefined,
  };
  const key = c.req.header("idempotency-key");
  if (actor && key !== undefined && endpoint.method === "POST" && endpoint.permission !== "public") {
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new AppError("malformed", "Idempotency-Key must be 1 to 200 visible ASCII characters.");
    }
    ctx.bracket = idempotencyBracket({
      actor,
      route: `${endpoint.method} ${c.req.path}`,
      key,
      body: bodyText,
      status: endpoint.status,
      answerOf: (result) => endpoint.output.parse(result),
    });
  }
  let result: unknown;
  try {
    // `input` was parsed by the endpoint's own schemas just above.
    result = await endpoint.run(ctx as UserContext, input as never);
  } catch (thrown) {
    if (!(thrown instanceof Replay)) throw thrown;
    return jsonResponse(thrown.body, thrown.status, requestId, [["idempotency-replayed", "true"]]);
  }
  if (result instanceof Response) {
    result.headers.set("x-request-id", requestId);
    for (const [name, value] of added) result.headers.append(name, value);
    return result;
  }
  const body = JSON.stringify(endpoint.output.parse(result));
  if (!endpoint.hasEtag) return jsonText(body, endpoint.status, requestId, added);
  const etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
  added.push(["etag", etag]);
  if (matches(c.req.header("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers: headersOf(requestId, added) });
  }
  return jsonText(body, endpoint.status, requestId, added);
}

function jsonResponse(body: unknown, status: number, requestId: string, added: [string, string][]): Response {
  return jsonText(JSON.stringify(body), status, requestId, added);
}

function jsonText(body: string, status: number, requestId: string, added: [string, string][]): Response {
  const headers = headersOf(requestId, added);
  headers.push(["content-type", "application/json"]);
  return new Response(body, { status, headers });
}

function headersOf(requestId: string, added: [string, string][]): [string, string][] {
  return [
    ["x-request-id", requestId],
    ["cache-control", "private, no-cache"],
    ["vary", "Cookie, Authorization"],
    ...added,
  ];
}

/** A weak validator matches too: an intermediary that compresses turns ours into one. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header === "*" || header.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag);
}

function addressOf(c: HonoContext): string {
  if (config.trustsProxy) {
    const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
    if (forwarded) return forwarded;
  }
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress ?? "unknown";
}

function allowedMethods(): { method: string; pattern: RegExp }[] {
  return endpoints.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/:[^/]+/g, "[^/]+")}$`),
  }));
}
