import { createHash } from "node:crypto";
import { type DescribedError, type ScrubbedError, scrubDescribed, scrubError } from "#src/platform/errors/scrub.ts";

/** PAGE: while the server rendered one. */
export const errorProcesses = ["WEB", "WORKER", "PAGE", "BROWSER"] as const;
export type ErrorProcess = (typeof errorProcesses)[number];

export type NotedError = ScrubbedError & {
  /** The fingerprint: errors with the same are one group. */
  id: string;
  process: ErrorProcess;
  /** The pattern of an endpoint or page, or the name of a job. */
  route: string | null;
};

export type ErrorLine = NotedError & { times: number; firstAt: string; lastAt: string };

/** Where an error was; by default in this process, anywhere. */
type Where = { process?: ErrorProcess; route?: string | null };

/** Of each kind of process between two times that they are taken: groups that are told apart, errors that are looked at. */
const limits = { groups: 100, looked: 1_000 };

/**
 * The errors of this process that were noted and not stored yet, added up by group. Beyond the limits they are only counted,
 * so that a storm of errors costs neither memory nor time; and browsers, which may report what they like, have limits of
 * their own.
 */
export class NotedErrors {
  /** Whose errors these are unless it is said. */
  process: ErrorProcess = "WEB";
  readonly listeners = new Set<(noted: NotedError) => void>();
  #lines = new Map<string, ErrorLine>();
  #groups = new Map<ErrorProcess, number>();
  #looked = new Map<ErrorProcess, number>();

  note(thrown: unknown, where: Where = {}): void {
    this.#note(() => scrubError(thrown), where);
  }

  /** Of a browser. */
  noteDescribed(described: DescribedError, where: Where): void {
    this.#note(() => scrubDescribed(described), where);
  }

  /** What was noted, to be stored; it is noted no longer. */
  take(): ErrorLine[] {
    const lines = [...this.#lines.values()];
    this.#lines = new Map();
    this.#groups = new Map();
    this.#looked = new Map();
    return lines;
  }

  /** Puts back what could not be stored. */
  putBack(lines: readonly ErrorLine[]): void {
    for (const line of lines) this.#add(line);
  }

  #note(scrub: () => ScrubbedError, { process = this.process, route = null }: Where): void {
    const looked = increase(this.#looked, process);
    if (looked > limits.looked) {
      this.#add({ ...othersOf(process), ...once() });
      return;
    }
    const scrubbed = scrub();
    const noted: NotedError = { ...scrubbed, id: fingerprintOf(scrubbed, process, route), process, route };
    this.#add({ ...noted, ...once() });
    for (const listener of this.listeners) listener(noted);
  }

  #add(line: ErrorLine): void {
    const same = this.#lines.get(line.id);
    if (same) {
      addTo(same, line);
    } else if (line.id === othersOf(line.process).id || increase(this.#groups, line.process) <= limits.groups) {
      this.#lines.set(line.id, line);
    } else {
      this.#add({ ...line, ...othersOf(line.process) });
    }
  }
}

function increase(counts: Map<ErrorProcess, number>, process: ErrorProcess): number {
  const count = (counts.get(process) ?? 0) + 1;
  counts.set(process, count);
  return count;
}

function addTo(line: ErrorLine, { times, firstAt, lastAt, route, stack }: ErrorLine): void {
  line.times += times;
  if (firstAt < line.firstAt) line.firstAt = firstAt;
  if (lastAt >= line.lastAt) Object.assign(line, { lastAt, route, stack });
}

function once() {
  const at = new Date().toISOString();
  return { times: 1, firstAt: at, lastAt: at };
}

function othersOf(process: ErrorProcess): NotedError {
  return { id: `others:${process}`, process, kind: "others", message: "", stack: [], place: null, route: null };
}

/** Without a line, which moves with each change of a file; where the place is unknown, by the route. */
function fingerprintOf({ kind, message, place }: ScrubbedError, process: ErrorProcess, route: string | null): string {
  const parts = [process, kind, message, place ?? route];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}

/** One for the process: Next bundles its own copy of every module. */
const key = Symbol.for("competency.notedErrors");
const holder = globalThis as { [key]?: NotedErrors };

export function notedErrors(): NotedErrors {
  holder[key] ??= new NotedErrors();
  return holder[key];
}
