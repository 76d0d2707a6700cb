import { config } from "#src/config.ts";
import { release } from "#src/platform/errors/release.ts";
import { setTracing, tracing } from "#src/platform/tracing/tracing.ts";

const closeWithinMs = 2_000;

/** Exports traces where an address is set for them; otherwise nothing of OpenTelemetry is loaded. */
export async function startTracing(part: "web" | "worker"): Promise<void> {
  if (!config.traces) return;
  const { openTelemetry } = await import("#src/platform/tracing/open-telemetry.ts");
  setTracing(openTelemetry({ ...config.traces, part, release: release() }));
}

/** Sends what has ended, for the end of the process. */
export async function closeTracing(): Promise<void> {
  const open = tracing();
  setTracing(undefined);
  if (!open) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, closeWithinMs);
  });
  await Promise.race([open.close(), late]).catch(() => {});
  clearTimeout(timer);
}
