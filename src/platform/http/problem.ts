import { AppError, errorCatalogue, type FieldError } from "#src/errors.ts";
import { failureOf } from "#src/platform/db/failures.ts";

/** RFC 9457 problem details, with the project's `code` and the request's id. */
type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: FieldError[];
};

export function appErrorOf(thrown: unknown): AppError {
  const failure = failureOf(thrown);
  if (failure instanceof AppError) return failure;
  // A Zod error here means an answer that does not fit its own schema: a bug of this program, not the caller's.
  return new AppError("internal", "Something went wrong on our side. Nothing was changed.", { cause: failure });
}

export function problemResponse(error: AppError, requestId: string): Response {
  const { title, status } = errorCatalogue[error.code];
  const problem: Problem = {
    type: `/api/docs#problem-${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.errors ? { errors: error.errors } : {}),
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  };
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(Math.ceil(error.retryAfterSeconds));
  return new Response(JSON.stringify(problem), { status, headers });
}
