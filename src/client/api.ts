/**
 * The browser's way to the API: JSON in and out, faults as `Problem`, a session that renews itself, and repeats
 * that are safe. Nothing here knows a feature, and the tokens stay in httpOnly cookies.
 */

/** Anything with `parse`: a Zod schema. */
type Schema<T> = { parse: (value: unknown) => T };

export type ApiOptions<T> = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a FormData is sent as it is. */
  body?: unknown;
  /** Checks the answer's shape: leave it out where the type alone is enough. */
  schema?: Schema<T>;
  /**
   * Makes a POST safe to repeat, on a bad connection too. Make it once for each act of the user (`newIdempotencyKey`),
   * not once for each call, so that a second press repeats the first.
   */
  idempotencyKey?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
};

export type FieldProblem = { path: string; message: string };

/** An answer of RFC 9457, or the lack of any answer: then `status` is 0 and `code` "offline". */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** What to tell the user. */
  readonly detail: string;
  /** One for each faulty field of a 422. */
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

/** Calls the API and returns its JSON; `undefined` for an answer without a body. Throws `Problem`. */
export async function api<T = unknown>(path: string, options: ApiOptions<T> = {}): Promise<T> {
  let response = await send(path, options);
  if (response.status === 401 && !isSessionPath(path)) {
    const renewed = await refreshSession();
    if (!renewed) {
      goToSignIn();
      throw await toProblem(response);
    }
    response = await send(path, options);
    if (response.status === 401) goToSignIn();
  }
  if (!response.ok) throw await toProblem(response);
  const value = await readBody(response);
  // Without a schema the caller vouches for the type: the same build serves both ends of the contract.
  return options.schema ? options.schema.parse(value) : (value as T);
}

type UploadOptions = { onProgress?: (share: number) => void; signal?: AbortSignal };

/** Sends a form with files. `onProgress` hears the share sent, 0 to 1: the one thing `fetch` cannot tell. */
export async function upload<T = unknown>(path: string, form: FormData, options: UploadOptions = {}): Promise<T> {
  let response = await sendForm(path, form, options);
  if (response.status === 401) {
    if (!(await refreshSession())) goToSignIn();
    else response = await sendForm(path, form, options);
  }
  if (!response.ok) throw await toProblem(response);
  // As in `api` without a schema, the caller vouches for the type.
  return (await readBody(response)) as T;
}

function sendForm(path: string, form: FormData, { onProgress, signal }: UploadOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(offline(undefined));
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
 * Renews the session with the refresh cookie. One renewal serves every caller of this tab, and a lock makes tabs
 * take turns: the later tab finds the cookies of the first already in place.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= refreshAcrossTabs().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

let refreshing: Promise<boolean> | undefined;

/** When any tab last renewed, so that those waiting behind it need not renew again. */
const refreshedAtKey = "session.refreshedAt";

async function refreshAcrossTabs(): Promise<boolean> {
  const askedAt = Date.now();
  const renew = async () => {
    if (Number(readStorage(refreshedAtKey) ?? 0) >= askedAt) return true;
    const response = await send("/api/auth/refresh", { method: "POST", body: {} });
    if (response.ok) writeStorage(refreshedAtKey, String(Date.now()));
    // A fault of the server is not the end of the session: only a refusal is.
    if (response.status >= 500) throw await toProblem(response);
    return response.ok;
  };
  if (typeof navigator !== "undefined" && navigator.locks) return navigator.locks.request("session.refresh", renew);
  return renew();
}

/** Where a signed-out visitor goes, and comes back from. */
function goToSignIn(): void {
  const { pathname, search } = window.location;
  if (pathname === "/sign-in") return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

/** Signing in and out answer 401 for reasons that no renewal mends. */
function isSessionPath(path: string): boolean {
  return /^\/api\/auth\/(sign-in|sign-out|refresh|password|mfa)/.test(path);
}

const maxAttempts = 4;
const firstDelayMs = 300;

async function send<T>(path: string, options: ApiOptions<T>): Promise<Response> {
  const { method = "GET", body, idempotencyKey, signal, headers } = options;
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

/** A server that is restarting says 502 to 504; a first try of the same act that still runs says `in_flight`. */
async function isWorthRepeating(response: Response, idempotencyKey: string | undefined): Promise<boolean> {
  if (response.status >= 502 && response.status <= 504) return true;
  if (idempotencyKey === undefined || response.status !== 409) return false;
  const problem = await toProblem(response.clone());
  return problem.code === "in_flight";
}

/** Full jitter: callers that failed together do not come back together. */
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

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  if (text === "") return undefined;
  return isJson(response) ? JSON.parse(text) : text;
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
    title: words("title") ?? "Something went wrong",
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
    title: "No connection",
    detail: "The server could not be reached. Check the connection and try again.",
    cause,
  });
}

/** Storage may be refused (private windows, policies); then tabs simply do not share. */
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
    // Nothing is lost: the next tab renews once more.
  }
}
