import { Worker } from "node:worker_threads";
import type { ReadPeople } from "#src/features/people-imports/reading/people-list.ts";

/** Several times what the largest real list needs. */
export const threadLimits = { timeMs: 60_000, heapMb: 768 };

/** The reading was stopped, and would be again; the message is for the admin. */
export class ReadingStopped extends Error {
  override name = "ReadingStopped";
}

/**
 * Reads a file in a thread of its own, so that a file made to take long or to fill the memory ends its thread and not
 * the process. Throws `ReadingStopped` where it goes beyond the limits.
 */
export async function readInThread(bytes: Uint8Array, { timeMs, heapMb } = threadLimits): Promise<ReadPeople> {
  const thread = new Worker(new URL("./people-thread.ts", import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 64 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ReadPeople>((resolve, reject) => {
      timer = setTimeout(() => reject(stopped(`took more than ${timeMs / 1000} seconds`)), timeMs);
      thread.once("message", resolve);
      thread.once("error", (error) => {
        const isFull = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(isFull ? stopped("needed too much memory") : error);
      });
      thread.once("exit", (code) => reject(new Error(`the thread that reads imports ended with ${code}`)));
    });
  } finally {
    clearTimeout(timer);
    // Not awaited: a thread within one long operation of the engine ends only after it.
    void thread.terminate();
  }
}

function stopped(why: string): ReadingStopped {
  return new ReadingStopped(
    `Reading this file ${why}, so it was stopped. Divide it into several files, or export it anew, and choose that.`,
  );
}
