/**
 * Loaded by Node before a program whose own clock a test cannot reach: Next bundles its modules. Its process then has the time that
 * the test has, as if its machine's clock stood there, the allowances that the test says, and says what memory it takes.
 */
export type ToServer = { id: number; offsetMs: number; limits: "as they are" | "whole" | "none" };
/** `peakBytes` since the last answer. */
export type FromServer = { id: number; rssBytes: number; peakBytes: number };

const machine = globalThis.Date;
const machineNow = machine.now;
let offsetMs = 0;

const moved = () => machineNow() + offsetMs;
machine.now = moved;
globalThis.Date = new Proxy(machine, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [moved()] : given, made),
  apply: () => new machine(moved()).toString(),
});

const limits = Symbol.for("competency.rateLimits");
const holder = globalThis as { [limits]?: { take(): Promise<void>; close(): void } | undefined };

let peakBytes = 0;
setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 10).unref();

process.on("message", (message: ToServer) => {
  offsetMs = message.offsetMs;
  if (message.limits !== "as they are") {
    holder[limits]?.close();
    holder[limits] = message.limits === "none" ? { take: async () => {}, close: () => {} } : undefined;
  }
  process.send?.({ id: message.id, rssBytes: process.memoryUsage.rss(), peakBytes } satisfies FromServer);
  peakBytes = 0;
});
