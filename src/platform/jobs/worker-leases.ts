import type { StoreName } from "#src/platform/jobs/backends.ts";
import type { RunningJob } from "#src/platform/jobs/queue.ts";

/** The one that reports about the store; its detail is a `StoreReport` with the store's name. */
export const reportLeaseName = "worker";

/** Each worker has a lease of its own by this prefix and its id, in which it describes itself. */
export const workerLeasePrefix = "worker.";

export type WorkerDetail = {
  host: string;
  pid: number;
  startedAt: string;
  store: StoreName;
  running: RunningJob[];
  /** Sent since it started. */
  smsSegments: number;
};
