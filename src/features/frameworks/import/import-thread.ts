import { parentPort, workerData } from "node:worker_threads";
import { readFramework } from "#src/features/frameworks/import/parse.ts";
import type { FileToRead } from "#src/features/frameworks/import/read-in-thread.ts";

/** The thread that `read-in-thread.ts` starts: reads one file, hands back what it found and ends. */
const { fileName, bytes, mapping } = workerData as FileToRead;
parentPort?.postMessage(await readFramework(fileName, bytes, mapping));
