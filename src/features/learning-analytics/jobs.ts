import { forwardJob } from "#src/features/learning-analytics/forwarding/forward-interactions.ts";
import type { Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [forwardJob()];
