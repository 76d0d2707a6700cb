import { scryptSync } from "node:crypto";
import { getPriority, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import type { HashWork } from "#src/platform/identity/hash-in-thread.ts";

/**
 * Linux gives each thread a priority of its own; elsewhere the call would mean the whole process. With 10 a thread has a
 * tenth of a core that something else would fill, so that one can still sign in on a busy machine; with 19 it were a
 * seventieth.
 */
if (process.platform === "linux") setPriority(0, Math.max(getPriority(0), 10));

/** The thread that `hash-in-thread.ts` starts: derives one key after another. */
parentPort?.on("message", ({ password, salt, keyBytes, cost }: HashWork) => {
  parentPort?.postMessage(scryptSync(password, salt, keyBytes, cost));
});
