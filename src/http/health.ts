import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "#src/config.ts";
import { isBearer } from "#src/http/bearer.ts";
import { webPool } from "#src/platform/db/client.ts";
import { hasKnownMigrations } from "#src/platform/db/schema-state.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { isWorkerAlive } from "#src/realtime/relay-state.ts";

type Probe = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * `/healthz`: the process responds. `/readyz`: it is not about to end, reaches its database, and finds the migrations there
 * that it needs; it serves without a worker too, so a missing one is only reported. `/metrics`: for Prometheus.
 */
export function healthEndpoints(isStopping = () => false): Record<string, Probe> {
  return {
    "/healthz": async (_request, response) => answer(response, 200, { status: "ok" }),
    "/readyz": async (_request, response) => {
      const { status, state } = await readiness(isStopping());
      answer(response, status, state);
    },
    "/metrics": async (request, response) => {
      if (!mayReadMetrics(request)) {
        answer(response, 404, { status: "not found" });
        return;
      }
      const text = await metricsText();
      response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
      response.end(text);
    },
  };
}

/** What `/readyz` answers. */
export async function readiness(isStopping = false): Promise<{ status: 200 | 503; state: Record<string, string> }> {
  const notReady = (why: Record<string, string>) => ({ status: 503 as const, state: { status: "not ready", ...why } });
  if (isStopping) return notReady({ process: "stopping" });
  try {
    await webPool().query("select 1");
  } catch {
    return notReady({ database: "unreachable" });
  }
  // A database from before the function that is asked fails too.
  if (!(await hasKnownMigrations().catch(() => false))) return notReady({ database: "not migrated" });
  const hasWorker = await isWorkerAlive().catch(() => false);
  return { status: 200, state: { status: "ready", database: "ok", worker: hasWorker ? "ok" : "missing" } };
}

/** With METRICS_TOKEN set, the token decides; without it, only this machine may read. */
function mayReadMetrics(request: IncomingMessage): boolean {
  if (config.metricsToken !== undefined) {
    return isBearer(request.headers.authorization, config.metricsToken);
  }
  const address = request.socket.remoteAddress ?? "";
  const isForwarded = request.headers["x-forwarded-for"] !== undefined;
  return !isForwarded && /^(::ffff:)?127\.|^::1$/.test(address);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-store");
  response.end(JSON.stringify(body));
}
