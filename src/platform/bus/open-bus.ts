import { config } from "#src/config.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { PostgresBus } from "#src/platform/bus/postgres-bus.ts";
import { RedisBus } from "#src/platform/bus/redis-bus.ts";
import { directUrl, type SessionRole } from "#src/platform/db/client.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";

const registryKey = Symbol.for("competency.bus");
const holder = globalThis as { [registryKey]?: Bus | undefined };

/** The one bus of this process; on globalThis, since Next bundles its own copy of every module. */
export function bus(role: SessionRole = "app_web"): Bus {
  holder[registryKey] ??= openBus(role);
  return holder[registryKey];
}

/** One more, for tests that stand for another process. */
export function openBus(role: SessionRole): Bus {
  return config.redis
    ? new RedisBus(connectPatientRedis(config.redis), connectPatientRedis(config.redis))
    : new PostgresBus(directUrl(role));
}

/** Called after the commit of a transaction that wrote events. */
export function wakeRelay(): void {
  bus().publish("relay");
}

/** Sends what is waiting and closes the connections; the next `bus()` opens a new one. */
export async function closeBus(): Promise<void> {
  const open = holder[registryKey];
  holder[registryKey] = undefined;
  await open?.close();
}
