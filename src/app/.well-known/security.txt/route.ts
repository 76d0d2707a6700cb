import { securityText, securityTextHeaders } from "#src/http/security-text.ts";
import { serveEndpoint } from "#src/http/serve-endpoint.ts";

/** Where the project's own server does not run. */
export function GET(request: Request): Promise<Response> {
  return serveEndpoint(request, () => new Response(securityText(), { headers: securityTextHeaders }));
}

export const dynamic = "force-dynamic";
