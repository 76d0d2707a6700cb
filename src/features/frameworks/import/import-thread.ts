import { parentPort, workerData } from "node:worker_threads";
import { readFramework } from "#src/features/frameworks/import/parse.ts";

/** The thread that `read-in-thread.ts` starts: reads one file, hands back what it found and ends. */
const { fileName, bytes } = workerData as { fileName: string; bytes: Uint8Array };
parentPort?.postMessage(readFramework(fileName, bytes));
