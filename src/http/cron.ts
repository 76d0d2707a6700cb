import { z } from "zod";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { isBearer } from "#src/http/bearer.ts";
import { definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  definePublicEndpoint({
    method: "GET",
    path: "/api/cron/jobs",
    tag: "Jobs",
    permission: "public",
    summary:
      "Do what a worker does, until nothing is due or the time is over, where no worker stays. With CRON_SECRET as the bearer token; without that setting there is nothing here.",
    input: {},
    output: z.object({
      jobs: z.number().describe("Runs of jobs that ended well."),
      messages: z.number().describe("Messages that were taken to be sent."),
      isFinished: z.boolean().describe("False where the time was over and more is due."),
    }),
    status: 200,
    async run({ headers }) {
      const { cron } = config;
      if (!cron) throw new AppError("not_found", "There is nothing at this address.");
      if (!isBearer(headers.get("authorization"), cron.secret)) {
        throw new AppError("unauthenticated", "The secret is missing or wrong.");
      }
      // Loads all jobs, which no other request needs.
      const { workOff } = await import("#src/realtime/work-off.ts");
      return workOff(cron.seconds * 1_000);
    },
  }),
];
