import { redisBackend } from "#src/platform/jobs/backends.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { jobsContract } from "../../../tests/contracts/jobs.ts";
import { describeWithRedis, useRedis } from "../../../tests/support/redis.ts";

describeWithRedis("jobs in Redis", () => {
  const redis = useRedis();
  jobsContract(() => redisBackend(connectPatientRedis({ url: redis.url() })));
});
