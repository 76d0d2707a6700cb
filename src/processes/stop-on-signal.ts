import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";

const stopGraceMs = 8_000;

/**
 * Stops this process on SIGTERM and SIGINT, and when its supervisor has ended, for whatever reason: the channel between
 * them closes even on kill -9. Without a supervisor (a container runs the process itself) there is no channel.
 * `stop` ends what the process does; bus and pools are closed after it.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = async () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopGraceMs).unref();
    await stop();
    await closeBus();
    await closePools();
    process.exit(0);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  if (process.channel) process.once("disconnect", end);
}
