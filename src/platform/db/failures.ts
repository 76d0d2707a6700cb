import { AppError } from "#src/errors.ts";
import { log } from "#src/platform/log/log.ts";

/**
 * The one place that turns errors of the database, and of a full disk, into errors of the API. `rules.ts` checks first,
 * so a violated constraint is a race or a check that is missing; the caller still receives a correct answer.
 */
const constraintMessages: Record<string, string> = {
  assessment_acts_read_key: "You acknowledged this already.",
  assessment_acts_reply_key: "You replied to this already.",
  assessments_one_draft: "You have another draft for this student and competency. Submit or discard it first.",
  assessments_pkey: "This assessment was submitted already.",
  assessments_one_request: "This person was asked for this already, and the answer is still open.",
  assessments_renewed_once: "A request is renewed once, and this one was.",
  competency_assignments_one_live: "The student already has this competency.",
  placements_places: "No place is free in this rotation at that time.",
  placements_student_once: "The student is placed in this rotation already at that time.",
  rotations_places_taken: "More students are placed in this rotation than it would have places.",
  saved_views_name_once: "You have a saved view of this name already.",
  schools_storage_limit:
    "The files of this school would need more room than it may have. Ask whoever runs this program.",
  schools_students_limit: "The school would have more students than it may have. Ask whoever runs this program.",
  time_records_adjustment_agrees: "Only approved hours can be adjusted, and not by more than there are.",
  time_records_day: "That would be more than 24 hours on one day.",
  time_records_future: "These hours are not over yet.",
  time_records_overlap: "These hours overlap others that are recorded.",
  users_email_key: "Somebody has this email address already.",
  users_sample_address:
    "Addresses in a sample school end with .invalid, such as name@sample.invalid, so that nothing is sent to anybody.",
  users_student_number_key: "Another person has this student number.",
};

export function failureOf(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (isConnectionLoss(error)) {
    return new AppError("unavailable", "The database cannot be reached just now. Nothing was lost; try again.", {
      cause: error,
      retryAfterSeconds: 1,
    });
  }
  const { code, constraint } = error as { code?: string; constraint?: string };
  const known = constraint === undefined ? undefined : constraintMessages[constraint];
  if (known) return new AppError("conflict", known, { cause: error });
  switch (code) {
    case "23505":
      return new AppError("conflict", "This exists already.", { cause: error });
    case "23503":
      return new AppError("conflict", "Something this refers to does not exist.", { cause: error });
    case "23514":
    case "P0001":
      return new AppError("conflict", "This change is not allowed in the present state.", { cause: error });
    case "42501":
      // A policy or a guard refused the row. "Permission denied" for a whole table is a bug, and is reported as one.
      return constraint !== undefined || /row-level security/.test(error.message)
        ? new AppError("forbidden", "You may not do this.", { cause: error })
        : error;
    case "53100":
    case "ENOSPC":
    case "EDQUOT":
      return new AppError("unavailable", "The disk of this server is full. Nothing was changed; try again later.", {
        cause: error,
        retryAfterSeconds: 60,
      });
    case "55P03":
      return new AppError("unavailable", "Somebody is changing the same just now. Nothing was lost; try again.", {
        cause: error,
        retryAfterSeconds: 2,
      });
    case "57014":
      return new AppError("unavailable", "This took too long and was stopped. Nothing was changed; try again.", {
        cause: error,
        retryAfterSeconds: 5,
      });
    case "40P01":
    case "40001":
      return new AppError("unavailable", "Too many changes at once. Try again.", {
        cause: error,
        retryAfterSeconds: 1,
      });
    default:
      return failureOfClass(code, error);
  }
}

/** By the class of the SQLSTATE, so that a code that nobody thought of is not taken for a fault of the program. */
function failureOfClass(code: string | undefined, cause: Error): unknown {
  switch (code?.slice(0, 2)) {
    case "22":
      // It can be a fault of a statement too. The message is not logged, since it contains the value.
      log.warn({ sqlState: code }, "the database refused a value");
      return new AppError("invalid", "A value cannot be stored.", { cause });
    case "54":
      log.warn({ sqlState: code }, "a statement exceeded a limit of the database");
      return new AppError("too_large", "This is more than the database can take at once.", { cause });
    default:
      return cause;
  }
}

const lossCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08003",
  "08006",
  "53300",
  // An idle transaction, session, or long transaction was ended by the database.
  "25P03",
  "25P04",
  "57P05",
]);

export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && lossCodes.has(error.code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss);
  return /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/i.test(
    error.message,
  );
}
