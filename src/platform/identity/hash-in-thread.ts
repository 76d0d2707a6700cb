import type { ScryptOptions } from "node:crypto";
import { Worker } from "node:worker_threads";

export type HashWork = { password: string; salt: string; keyBytes: number; cost: ScryptOptions };

/** Threads that wait for the next hash. They keep no process alive, and end with it. */
const idle: Worker[] = [];

/**
 * Derives a key by scrypt in a thread that gives way to everything else on the machine, so that a crowd which signs in
 * does not slow the answers to others. As many threads as calls at once; the caller bounds them. Throws where the thread
 * fails, and the next call has a new one.
 */
export async function hashInThread(work: HashWork): Promise<Buffer> {
  const thread = idle.pop() ?? new Worker(new URL("./hash-thread.ts", import.meta.url));
  thread.ref();
  thread.removeAllListeners();
  try {
    const key = await new Promise<Uint8Array>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", (code) => reject(new Error(`the thread that hashes passwords ended with ${code}`)));
      thread.postMessage(work);
    });
    keep(thread);
    return Buffer.from(key);
  } catch (error) {
    void thread.terminate();
    throw error;
  }
}

function keep(thread: Worker): void {
  const drop = () => {
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
  };
  thread.removeAllListeners();
  thread.once("error", drop);
  thread.once("exit", drop);
  thread.unref();
  idle.push(thread);
}
