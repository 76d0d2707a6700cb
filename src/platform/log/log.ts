import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";
import { config } from "#src/config.ts";
import { notedErrors } from "#src/platform/errors/noted-errors.ts";
import { LogSender } from "#src/platform/log/log-sender.ts";

export type Log = Logger;

/** Names of fields that are never logged: secrets, and what identifies a person. */
const redactedFields = [
  "password",
  "newPassword",
  "token",
  "accessToken",
  "refreshToken",
  "secret",
  "cookie",
  "set-cookie",
  "authorization",
  "email",
  "name",
  "guestName",
  "guestEmail",
];

/**
 * The program's log: JSON lines on standard output, and to a collector where one is set; one logger a process. A request's or job's lines carry its id
 * (`log.child({ requestId })`). It is created on first use and not on import: a build of the pages has no settings.
 *
 * What is logged as an error, or fatal, with its `err` is an unexpected error, which is noted in its group too
 * (`platform/errors`); whatever was to be expected is a warning.
 */
export const log: Log = new Proxy({} as Log, {
  get(_target, key) {
    const logger = currentLog();
    const value: unknown = Reflect.get(logger, key, logger);
    return typeof value === "function" ? value.bind(logger) : value;
  },
});

let made: Log | undefined;
let sender: LogSender | undefined;

function currentLog(): Log {
  made ??= makeLog();
  return made;
}

/** Whoever needs the settings reports their faults; logging must work without them. */
function makeLog(): Log {
  const output = standardOutput();
  try {
    const { logLevel, logCollector } = config;
    if (logCollector) {
      // By a log of its own, which is not sent.
      const here = createLog("warn", output);
      sender = new LogSender(logCollector, (why) => here.warn({ why }, "the log could not be sent to its collector"));
    }
    return createLog(logLevel, output, sender, noteLogged);
  } catch {
    return createLog("info", output, undefined, noteLogged);
  }
}

/** Sends what the collector has not got yet, for the end of the process. */
export async function flushLog(): Promise<void> {
  await sender?.flush();
}

/** The fields of a line, those of its child logger among them. */
type Fields = Record<string, unknown>;

function noteLogged({ err, page, route, method, job }: Fields): void {
  const words = (...parts: unknown[]) => parts.filter((part) => typeof part === "string").join(" ") || null;
  if (typeof page === "string") notedErrors().note(err, { process: "PAGE", route: page });
  else notedErrors().note(err, { route: words(method, route) ?? words(job) });
}

/** @param onError is given the fields of each line of an error that has its `err` */
export function createLog(
  level: string,
  destination: DestinationStream = standardOutput(),
  sentBy?: LogSender,
  onError?: (fields: Fields) => void,
): Log {
  const options: LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    ...(onError ? { hooks: { logMethod: noting(onError) } } : {}),
    redact: {
      paths: redactedFields.flatMap((field) => {
        const path = `["${field}"]`;
        return [path, `*${path}`, `*.*${path}`];
      }),
      censor: "[redacted]",
    },
  };
  if (!sentBy) return pino(options, destination);
  return pino(options, {
    write: (line) => {
      destination.write(line);
      sentBy.add(line);
    },
  });
}

const errorLevel = 50;
type LogMethod = NonNullable<NonNullable<LoggerOptions["hooks"]>["logMethod"]>;

function noting(onError: (fields: Fields) => void): LogMethod {
  return function note(args, method, level) {
    const [fields]: unknown[] = args;
    if (level >= errorLevel && typeof fields === "object" && fields !== null && "err" in fields) {
      onError({ ...this.bindings(), ...fields });
    }
    method.apply(this, args);
  };
}

/** A line that cannot be written (a full disk) is lost; the request continues. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: 1024 * 1024 });
  output.on("error", () => {});
  return output;
}

type DescribedError = {
  type: string;
  message: string;
  stack?: string | undefined;
  code?: string;
  constraint?: string;
  table?: string;
  cause?: DescribedError;
};

/**
 * Only these fields of an error are logged. An error of the database also has `detail` and `where`, which contain the
 * values of the row.
 */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const described: DescribedError = { type: error.name, message: error.message, stack: error.stack };
  for (const field of ["code", "constraint", "table"] as const) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === "string") described[field] = value;
  }
  if (error.cause !== undefined && depth < 3) described.cause = describeError(error.cause, depth + 1);
  return described;
}
