import { signInHref } from "#src/lib/own-path.ts";
import { strings } from "#src/ui/strings.ts";
import { forgetAnswers, knownAnswer, noteAnswer } from "./known-answers.ts";
import { askForProof } from "./proof.ts";

/**
 * The browser's access to the API: JSON requests and answers, errors as `Problem`, automatic renewal of the session,
 * and safe repeats. This file knows no feature, and the tokens stay in httpOnly cookies.
 */

export type ApiOptions = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a FormData is sent unchanged. */
  body?: unknown;
  /**
   * Makes a POST safe to repeat, also on a bad connection. Create it once for each action of the user
   * (`newIdempotencyKey`), not once for each call, so that a second press repeats the first.
   */
  idempotencyKey?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** `no-cache` asks the server whether what the browser has kept still holds, also where it may show it meanwhile. */
  cache?: RequestCache;
  /** In place of JSON.parse: of an answer so large that to parse it at once holds up the page. */
  parse?: (text: string) => unknown;
};

export type FieldProblem = { path: string; message: string };

/** An error answer by RFC 9457, or a missing answer: then `status` is 0 and `code` "offline". */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** The message to show to the user. */
  readonly detail: string;
  /** One for each invalid field of a 422. */
  readonly errors: readonly FieldProblem[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(init: {
    status: number;
    code: string;
    title: string;
    detail: string;
    errors?: readonly FieldProblem[];
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
    cause?: unknown;
  }) {
    super(init.detail || init.title, { cause: init.cause });
    this.name = "Problem";
    this.status = init.status;
    this.code = init.code;
    this.title = init.title;
    this.detail = init.detail || init.title;
    this.errors = init.errors ?? [];
    this.requestId = init.requestId;
    this.retryAfterSeconds = init.retryAfterSeconds;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/**
 * Calls the API and returns its JSON; `undefined` for an answer without a body. Throws `Problem`. The caller states the
 * type and the shape is not checked: client and server are from the same build.
 */
export async function api<T = unknown>(path: string, options: ApiOptions = {}): Promise<T> {
  const isRead = (options.method ?? "GET") === "GET";
  const known = isRead ? knownAnswer(path) : undefined;
  const asked = known ? { ...options, headers: { ...options.headers, "If-None-Match": known.etag } } : options;
  let response = await send(path, asked);
  if (response.status === 401 && !isSessionPath(path)) {
    const renewed = await refreshSession();
    if (!renewed) {
      goToSignIn();
      throw await toProblem(response);
    }
    response = await send(path, asked);
    if (response.status === 401) goToSignIn();
  }
  if (response.status === 403 && (await isProofNeeded(response)) && (await askForProof())) {
    response = await send(path, asked);
  }
  const { parse = JSON.parse } = options;
  // See above, also for what follows.
  if (response.status === 304 && known) return parse(known.text) as T;
  if (!response.ok) throw await toProblem(response);
  return (await readBody(
    response,
    parse,
    isRead ? (text) => noteAnswer(path, response.headers, text) : undefined,
  )) as T;
}

type UploadOptions = { method?: "POST" | "PUT"; onProgress?: (share: number) => void; signal?: AbortSignal };

/** Sends a form with files. `onProgress` is called with the share sent, 0 to 1, which `fetch` cannot report. */
export async function upload<T = unknown>(path: string, form: FormData, options: UploadOptions = {}): Promise<T> {
  const release = await takeLane();
  let response: Response;
  try {
    response = await sendForm(path, form, options);
    if (response.status === 401) {
      if (!(await refreshSession())) goToSignIn();
      else response = await sendForm(path, form, options);
    }
  } finally {
    release();
  }
  if (!response.ok) throw await toProblem(response);
  // As in `api`, the caller guarantees the type.
  return (await readBody(response)) as T;
}

/** The server limits what one person uploads at once, and files beside each other arrive no sooner. */
const uploadsAtOnce = 3;
let lanesTaken = 0;
const waitingForLane: (() => void)[] = [];

async function takeLane(): Promise<() => void> {
  if (lanesTaken < uploadsAtOnce) lanesTaken += 1;
  else await new Promise<void>((turn) => waitingForLane.push(turn));
  return () => {
    const next = waitingForLane.shift();
    if (next) next();
    else lanesTaken -= 1;
  };
}

function sendForm(
  path: string,
  form: FormData,
  { method = "POST", onProgress, signal }: UploadOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(offline(undefined));
    // Taken back while it waited for its turn.
    if (signal?.aborted) return reject(signal.reason);
    request.onabort = () => reject(signal?.reason ?? offline(undefined));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ["content-type", "x-request-id", "retry-after"]) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  const body = request.status === 204 ? null : request.responseText;
  return new Response(body, { status: request.status, headers });
}

/**
 * Renews the session with the refresh cookie. All callers of this tab share one renewal, and a lock makes tabs take
 * turns: the later tab finds that the first one has already renewed the cookies.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= refreshAcrossTabs().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

let refreshing: Promise<boolean> | undefined;

/** The time of the last renewal in any tab, so that tabs that waited for it need not renew again. */
const refreshedAtKey = "session.refreshedAt";

async function refreshAcrossTabs(): Promise<boolean> {
  const askedAt = Date.now();
  const renew = async () => {
    if (Number(readStorage(refreshedAtKey) ?? 0) >= askedAt) return true;
    const response = await send("/api/auth/refresh", { method: "POST", body: {} });
    if (response.ok) writeStorage(refreshedAtKey, String(Date.now()));
    // An error of the server does not end the session; only a refusal does.
    if (response.status >= 500) throw await toProblem(response);
    return response.ok;
  };
  if (typeof navigator !== "undefined" && navigator.locks) return navigator.locks.request("session.refresh", renew);
  return renew();
}

/** Redirects a signed-out visitor to sign in and back. */
function goToSignIn(): void {
  const { pathname, search } = window.location;
  forgetAnswers();
  if (pathname === "/sign-in") return;
  window.location.assign(signInHref(pathname + search, { hasEnded: true }));
}

/** Signing in and out answer 401 for reasons that a renewal does not change. */
function isSessionPath(path: string): boolean {
  return /^\/api\/auth\/(sign-in|sign-out|refresh|password|mfa|passkey)/.test(path);
}

async function isProofNeeded(response: Response): Promise<boolean> {
  return (await toProblem(response.clone())).code === "step_up_required";
}

const maxAttempts = 4;
const firstDelayMs = 300;

async function send(path: string, options: ApiOptions): Promise<Response> {
  const { method = "GET", body, idempotencyKey, signal, headers, cache } = options;
  const isForm = typeof FormData !== "undefined" && body instanceof FormData;
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
      ...(idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    ...(cache ? { cache } : {}),
  };
  const repeatable = method === "GET" || method === "PUT" || method === "DELETE" || idempotencyKey !== undefined;

  for (let attempt = 1; ; attempt += 1) {
    const last = attempt >= maxAttempts || !repeatable;
    try {
      const response = await fetch(path, init);
      if (last || !(await isWorthRepeating(response, idempotencyKey))) return response;
    } catch (error) {
      if (signal?.aborted) throw error;
      if (last) throw offline(error);
    }
    await delay(backOffMs(attempt), signal);
  }
}

/**
 * A restarting server answers 502 to 504; `in_flight` means that an earlier request with the same key is still running.
 */
async function isWorthRepeating(response: Response, idempotencyKey: string | undefined): Promise<boolean> {
  if (response.status >= 502 && response.status <= 504) return true;
  if (idempotencyKey === undefined || response.status !== 409) return false;
  const problem = await toProblem(response.clone());
  return problem.code === "in_flight";
}

/** Full jitter, so that callers that failed together do not retry together. */
function backOffMs(attempt: number): number {
  return firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random());
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}

async function readBody(
  response: Response,
  parse: (text: string) => unknown = JSON.parse,
  note?: (json: string) => void,
): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  if (text === "") return undefined;
  if (!isJson(response)) return text;
  note?.(text);
  return parse(text);
}

function isJson(response: Response): boolean {
  return /[/+]json\b/.test(response.headers.get("content-type") ?? "");
}

async function toProblem(response: Response): Promise<Problem> {
  const body = await readBody(response).catch(() => undefined);
  const fields: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const words = (key: string) => (typeof fields[key] === "string" ? fields[key] : undefined);
  const retryAfter = Number(response.headers.get("retry-after"));
  return new Problem({
    status: response.status,
    code: words("code") ?? "internal",
    title: words("title") ?? strings.failedTitle,
    detail: words("detail") ?? "",
    errors: Array.isArray(fields.errors) ? fields.errors.filter(isFieldProblem) : [],
    requestId: words("requestId") ?? response.headers.get("x-request-id") ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  });
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return (
    typeof value === "object" &&
    value !== null &&
    "path" in value &&
    typeof value.path === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}

function offline(cause: unknown): Problem {
  return new Problem({
    status: 0,
    code: "offline",
    title: strings.noConnectionTitle,
    detail: strings.noConnection,
    cause,
  });
}

/** Storage may be refused (private windows, policies); then tabs do not share the time. */
function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStorage(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without it, the next tab renews once more.
  }
}
