import { Worker } from "node:worker_threads";
import type { ReadFramework } from "#src/features/frameworks/import/read-framework.ts";
import type { ImportMapping } from "#src/features/frameworks/schema.ts";

export type FileToRead = { fileName: string; bytes: Uint8Array; mapping?: ImportMapping | undefined };

/** Several times what the largest real framework needs. */
export const threadLimits = { timeMs: 60_000, heapMb: 768 };

/** How long a thread is kept for the next file: an admin who maps columns has the file read again. */
const keptMs = 60_000;

/** The reading was stopped, and would be again; the message is for the admin. */
export class ReadingStopped extends Error {
  override name = "ReadingStopped";
}

type Kept = { thread: Worker; heapMb: number; timer: NodeJS.Timeout };
let kept: Kept | undefined;

/**
 * Reads a file in a thread of its own, so that a file made to take long or to fill the memory ends its thread and not
 * the process. Throws `ReadingStopped` where it goes beyond the limits. A thread that read its file waits for the next
 * one for a while, since starting one takes longer than reading a table.
 */
export async function readInThread(file: FileToRead, { timeMs, heapMb } = threadLimits): Promise<ReadFramework> {
  const thread = takeKept(heapMb) ?? startThread(heapMb);
  let timer: NodeJS.Timeout | undefined;
  try {
    const read = await new Promise<ReadFramework>((resolve, reject) => {
      timer = setTimeout(() => reject(stopped(`took more than ${timeMs / 1000} seconds`)), timeMs);
      thread.once("message", resolve);
      thread.once("error", (error) => {
        const isFull = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(isFull ? stopped("needed too much memory") : error);
      });
      thread.once("exit", (code) => reject(new Error(`the thread that reads imports ended with ${code}`)));
      thread.postMessage(file);
    });
    keep(thread, heapMb);
    return read;
  } catch (error) {
    // Not awaited: a thread within one long operation of the engine ends only after it.
    void thread.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function startThread(heapMb: number): Worker {
  return new Worker(new URL("./import-thread.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 64 },
  });
}

function takeKept(heapMb: number): Worker | undefined {
  if (kept?.heapMb !== heapMb) return undefined;
  const { thread, timer } = kept;
  kept = undefined;
  clearTimeout(timer);
  forget(thread);
  thread.ref();
  return thread;
}

function forget(thread: Worker): void {
  for (const event of ["message", "error", "exit"]) thread.removeAllListeners(event);
}

/** One thread waits, and keeps no process alive. */
function keep(thread: Worker, heapMb: number): void {
  forget(thread);
  if (kept) {
    void thread.terminate();
    return;
  }
  const drop = () => {
    if (kept?.thread !== thread) return;
    clearTimeout(kept.timer);
    kept = undefined;
    void thread.terminate();
  };
  kept = { thread, heapMb, timer: setTimeout(drop, keptMs).unref() };
  thread.once("error", drop);
  thread.once("exit", drop);
  thread.unref();
}

function stopped(why: string): ReadingStopped {
  return new ReadingStopped(
    `Reading this file ${why}, so it was stopped. Divide the framework into several files, or export it anew, and upload that.`,
  );
}
