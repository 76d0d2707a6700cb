import { readiness } from "#src/http/health.ts";
import { serveEndpoint } from "#src/http/serve-endpoint.ts";

/** Where the project's own server does not run. */
export function GET(request: Request): Promise<Response> {
  return serveEndpoint(request, async () => {
    const { status, state } = await readiness();
    return Response.json(state, { status, headers: { "cache-control": "no-store" } });
  });
}

export const dynamic = "force-dynamic";
