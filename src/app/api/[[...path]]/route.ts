import { serveEndpoint } from "#src/http/serve-endpoint.ts";

/** Passes requests to the API where the project's own server does not run (`next start`, Vercel). */
function handle(request: Request): Promise<Response> {
  // Next compresses by itself, and drops the header by which an answer would say that it is compressed already.
  request.headers.delete("accept-encoding");
  return serveEndpoint(request, ({ api }) => api.fetch(request));
}

export const dynamic = "force-dynamic";
/** In seconds: what a platform may end is a stream of events, which then goes on in another. */
export const maxDuration = 300;
export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
