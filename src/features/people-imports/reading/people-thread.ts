import { parentPort, workerData } from "node:worker_threads";
import { readPeople } from "#src/features/people-imports/reading/read-people.ts";

/** The thread that `read-in-thread.ts` starts: reads one file, hands back what it found and ends. */
parentPort?.postMessage(await readPeople(workerData as Uint8Array));
