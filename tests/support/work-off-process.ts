import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defineJob } from "#src/platform/jobs/job.ts";
import { workOff } from "#src/realtime/work-off.ts";

/** One call in a process of its own, which tells when it has begun the job that never ends. */
const endless = defineJob({
  name: "test.lost",
  schema: z.object({}),
  handler: async () => {
    process.send?.("begun");
    await sleep(600_000);
  },
});
await workOff(60_000, [endless]);
