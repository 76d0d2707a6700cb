import { bus } from "#src/platform/bus/open-bus.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { Relay } from "#src/realtime/relay.ts";

/** A relay in a process of its own, for tests that kill it. */
const relay = new Relay({ bus: bus("app_worker"), registry: createJobRegistry([]), addJobs: async () => {} });
relay.start();
const timer = setInterval(() => {
  if (!relay.leads) return;
  clearInterval(timer);
  process.send?.("leads");
}, 20);
