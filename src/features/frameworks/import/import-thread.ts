import { parentPort } from "node:worker_threads";
import { readFramework } from "#src/features/frameworks/import/read-framework.ts";
import type { FileToRead } from "#src/features/frameworks/import/read-in-thread.ts";

/** The thread that `read-in-thread.ts` starts: reads one file after another and hands back what it found in each. */
parentPort?.on("message", async ({ fileName, bytes, mapping }: FileToRead) => {
  parentPort?.postMessage(await readFramework(fileName, bytes, mapping));
});
