/**
 * The one catalogue of expected failures: code, HTTP status and title.
 * A bug is a plain Error and becomes `internal`; whatever is thrown as AppError is safe to show.
 */
export const errorCatalogue = {
  malformed: { status: 400, title: "The request could not be read" },
  unauthenticated: { status: 401, title: "Sign in to continue" },
  forbidden: { status: 403, title: "You may not do this" },
  step_up_required: { status: 403, title: "Confirm that it is you" },
  factor_required: { status: 403, title: "Set up a second step first" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  too_slow: { status: 408, title: "The request took too long to arrive" },
  conflict: { status: 409, title: "This conflicts with what is there" },
  in_flight: { status: 409, title: "The same request is still being handled" },
  precondition_failed: { status: 412, title: "Somebody changed this meanwhile" },
  too_large: { status: 413, title: "Too large" },
  unsupported_media: { status: 415, title: "Unsupported media type" },
  misdirected: { status: 421, title: "This server has another name" },
  invalid: { status: 422, title: "Some values are not valid" },
  idempotency_mismatch: { status: 422, title: "The idempotency key was used for another request" },
  precondition_required: { status: 428, title: "Say which revision you changed" },
  rate_limited: { status: 429, title: "Too many requests" },
  locked_out: { status: 429, title: "Too many attempts" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

/** One fault of one value; `path` is dotted, as the caller wrote it (`evaluationData.criteria.0.score`). */
export type FieldError = { path: string; message: string };

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[] | undefined;
  /** Seconds after which a retry can succeed; becomes the Retry-After header. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; errors?: FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}
