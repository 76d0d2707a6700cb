import { RedisBus } from "#src/platform/bus/redis-bus.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { busContract } from "../../../tests/contracts/bus.ts";
import { describeWithRedis, useRedis } from "../../../tests/support/redis.ts";

describeWithRedis("the bus over Redis", () => {
  const redis = useRedis();

  busContract({
    open: () => new RedisBus(connectPatientRedis({ url: redis.url() }), connectPatientRedis({ url: redis.url() })),
    breakConnections: async () => {
      const client = connectPatientRedis({ url: redis.url() });
      await client.call("CLIENT", "KILL", "TYPE", "pubsub");
      await client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      client.disconnect();
    },
  });
});
