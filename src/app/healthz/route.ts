import { serveEndpoint } from "#src/http/serve-endpoint.ts";

/** Where the project's own server does not run. */
export function GET(request: Request): Promise<Response> {
  return serveEndpoint(request, () => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } }));
}

export const dynamic = "force-dynamic";
