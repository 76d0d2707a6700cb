import { hash } from "node:crypto";
import { Hono, type Context as HonoContext } from "hono";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { features } from "#src/features/list.ts";
import { actorOfRequest, anyActorOfRequest } from "#src/features/sessions/read-session.ts";
import { enterOrRefuse, TooBusy } from "#src/http/admission.ts";
import { addDocs } from "#src/http/docs/add-docs.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { type Exchange, exchangeOf } from "#src/http/exchange.ts";
import { idempotencyBracket, Replay } from "#src/http/idempotency.ts";
import { type ReadInput, readInput } from "#src/http/read-input.ts";
import { noteRefusal } from "#src/http/refusals.ts";
import { newId } from "#src/lib/ids.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { type Endpoint, ReadyAnswer, type UserContext } from "#src/platform/http/endpoint.ts";
import { matchesTag } from "#src/platform/http/etag.ts";
import { setPagePatterns } from "#src/platform/http/page-patterns.ts";
import { appErrorOf, problemResponse } from "#src/platform/http/problem.ts";
import { requireSameOrigin } from "#src/platform/http/same-origin.ts";
import { noteInteraction } from "#src/platform/interactions/interactions.ts";
import { log } from "#src/platform/log/log.ts";
import { stoppedAttempts } from "#src/platform/log/stopped-attempts.ts";
import { observeRequest } from "#src/platform/metrics/metrics.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";
import { inSpan } from "#src/platform/tracing/tracing.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { requireRole } from "#src/policy/authorize.ts";
import { requireFreshProof } from "#src/policy/fresh-proof.ts";

/** The whole API as one Hono app: served by our own server, and by Next's catch-all route where that runs. */
export function createApi(): Hono {
  setPagePatterns(features.flatMap(({ pages }) => Object.values(pages).flat()));
  const app = new Hono();
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path, (c) => handle(endpoint, c));
  }
  addDocs(app, (c) => addressOf(exchangeOf(c)));
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
  const exchange = exchangeOf(c);
  const { method, path } = endpoint;
  const answered = await inSpan(
    "server",
    `${method} ${path}`,
    { "http.request.method": method, "http.route": path },
    async (span) => {
      const one = await answerOrRefuse(endpoint, c, exchange);
      span?.set("http.response.status_code", one.status);
      if (one.status >= 500) span?.fail();
      return one;
    },
    exchange.headers.get("traceparent"),
  );
  const { status, isRefused = false } = answered;
  if (!isRefused) observeRequest(method, path, status, performance.now() - startedAt);
  return answered.response;
}

async function answerOrRefuse(endpoint: Endpoint, c: HonoContext, exchange: Exchange): Promise<Answered> {
  const requestId = newId();
  try {
    return await answer(endpoint, c, exchange, requestId);
  } catch (thrown) {
    const error = appErrorOf(thrown);
    const isRefused = error instanceof TooBusy;
    if (error.status >= 500 && !isRefused) {
      log.error({ requestId, route: endpoint.path, method: endpoint.method, err: error.cause ?? error }, error.message);
    }
    const isPublic = endpoint.permission === "public";
    const actor = isPublic ? undefined : anyActorOfRequest(exchange.headers);
    const { method, path: route } = endpoint;
    stoppedAttempts.note({ method, route, userId: actor?.userId, address: addressOf(exchange) }, error, requestId);
    const inputs = { ...c.req.query(), ...c.req.param() };
    if (actor && !actor.mustEnrol) await noteRefusal(endpoint, actor, error, { requestId, inputs });
    return { status: error.status, response: problemResponse(error, requestId), isRefused };
  }
}

/**
 * The status is kept beside the response, because a response that was sent already has none. `isRefused` is true where the
 * process had too much to do for the request.
 */
type Answered = { status: number; response: Response; isRefused?: boolean };
type HeaderList = [string, string][];

async function answer(endpoint: Endpoint, c: HonoContext, exchange: Exchange, requestId: string): Promise<Answered> {
  const actor = (endpoint.openWhileEnrolling ? anyActorOfRequest : actorOfRequest)(exchange.headers);
  const ip = addressOf(exchange);
  if (endpoint.method !== "GET") requireSameOrigin(exchange.headers, endpoint.permission === "public");
  if (endpoint.permission !== "public" && !actor) throw signedOut(exchange);
  await takeFromLimit(
    actor && endpoint.permission !== "public"
      ? `user:${actor.userId}${endpoint.limitPerMinute ? `:${endpoint.method} ${endpoint.path}` : ""}`
      : `ip:${ip}:${endpoint.path}`,
    endpoint.limitPerMinute ?? config.rateLimitPerMinute,
  );
  // After the limit, because a refused read leaves a row; before the body, which a refused caller need not send.
  if (actor && endpoint.permission !== "public") requireRole(actor, endpoint.permission);
  if (actor && endpoint.needsStepUp === true) requireFreshProof(actor);
  const read = await readInput(endpoint, c, exchange, actor?.userId ?? ip);
  try {
    const leave = enter(endpoint, exchange, actor);
    return await run(endpoint, c, { exchange, requestId, actor, ip }, read).finally(leave);
  } finally {
    await read.discard();
  }
}

/** A place for the request, from when its body is there: one that arrives slowly keeps nobody else waiting. */
function enter({ urgency, input }: Endpoint, { isOfPage }: Exchange, actor: UserActor | undefined): () => void {
  // A page has its place already and needs all of its answers; a piece of a file arrives while it is answered.
  return isOfPage || input.piece ? () => {} : enterOrRefuse(urgency, actor?.schoolId);
}

function signedOut(exchange: Exchange): AppError {
  return anyActorOfRequest(exchange.headers)
    ? new AppError("factor_required", "Your school asks you for a second step at sign-in. Set one up first.")
    : new AppError("unauthenticated", "Sign in to continue.");
}

async function run(
  endpoint: Endpoint,
  c: HonoContext,
  request: { exchange: Exchange; requestId: string; actor: UserActor | undefined; ip: string },
  { input, bodyHash }: ReadInput,
): Promise<Answered> {
  const { exchange, requestId, actor, ip } = request;
  const added: HeaderList = [];
  const ctx: Omit<UserContext, "actor"> & { actor: UserContext["actor"] | undefined } = {
    requestId,
    get headers() {
      return c.req.raw.headers;
    },
    ip,
    addHeader: (name, value) => added.push([name, value]),
    actor,
    bracket: actor && endpoint.permission !== "public" ? bracketOf(endpoint, c, exchange, actor, bodyHash) : undefined,
  };
  let result: unknown;
  try {
    // `input` was parsed by the endpoint's own schemas just above.
    result = await endpoint.run(ctx as UserContext, input as never);
  } catch (thrown) {
    if (!(thrown instanceof Replay)) throw thrown;
    added.push(["idempotency-replayed", "true"]);
    return send(exchange, JSON.stringify(thrown.body), thrown.status, requestId, added);
  }
  noteUse(endpoint, request, input, result);
  if (result instanceof Response) {
    result.headers.set("x-request-id", requestId);
    for (const [name, value] of added) result.headers.append(name, value);
    if (!result.headers.has("cache-control")) result.headers.set("cache-control", unkept);
    return { status: result.status, response: result };
  }
  const body = result instanceof ReadyAnswer ? result.body : JSON.stringify(endpoint.output.parse(result));
  if (endpoint.hasEtag) {
    const known = result instanceof ReadyAnswer ? result.etag : undefined;
    const etag = known ?? `"${hash("sha256", body, "base64url")}"`;
    added.push(["etag", etag]);
    if (matchesTag(exchange.headers.get("if-none-match"), etag)) return send(exchange, null, 304, requestId, added);
  }
  return send(exchange, body, endpoint.status, requestId, added);
}

/**
 * An answer is about somebody unless its endpoint says otherwise by a header of its own, and no browser writes it to its
 * disk. The ETag is for programs that call the API, and for our pages, which keep answers in memory (`client/known-answers.ts`).
 */
const unkept = "private, no-store";

/** A page counts when it is opened, and not each time that it asks again; an API client has no page. */
function noteUse(
  { records, method }: Endpoint,
  { exchange, actor, ip }: { exchange: Exchange; actor: UserActor | undefined; ip: string },
  input: unknown,
  result: unknown,
): void {
  if (!records || !actor || result instanceof Response) return;
  const isLook = method === "GET";
  if (isLook && !exchange.isOfPage && exchange.headers.get("authorization") === null) return;
  noteInteraction(actor, {
    type: records.type,
    // `input` was parsed by the endpoint's own schemas, and the answer is checked by them below.
    competencyId: result instanceof ReadyAnswer ? undefined : records.competencyOf?.(input as never, result as never),
    isLook,
    ip,
    userAgent: exchange.headers.get("user-agent") ?? undefined,
  });
}

function bracketOf(endpoint: Endpoint, c: HonoContext, exchange: Exchange, actor: UserActor, bodyHash: string) {
  const key = exchange.headers.get("idempotency-key");
  if (key === null || endpoint.method !== "POST") return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError("malformed", "Idempotency-Key must be 1 to 200 visible ASCII characters.");
  }
  return idempotencyBracket({
    actor,
    route: `${endpoint.method} ${c.req.path}`,
    key,
    bodyHash,
    status: endpoint.status,
    answerOf: (result) => endpoint.output.parse(result),
  });
}

function send(exchange: Exchange, body: string | null, status: number, requestId: string, added: HeaderList): Answered {
  const headers: HeaderList = [["x-request-id", requestId], ["vary", "Cookie, Authorization"], ...added];
  if (!added.some(([name]) => name === "cache-control")) headers.push(["cache-control", unkept]);
  if (body !== null) headers.push(["content-type", "application/json"]);
  return { status, response: exchange.send(body, status, headers) };
}

function addressOf({ headers, remoteAddress }: Exchange): string {
  return clientAddress(headers.get("x-forwarded-for"), remoteAddress);
}

function allowedMethods(): { method: string; pattern: RegExp }[] {
  return endpoints.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/:[^/]+/g, "[^/]+")}$`),
  }));
}
