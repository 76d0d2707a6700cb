import { type NextRequest, NextResponse } from "next/server.js";
import { withAnswerHeaders } from "#src/http/answer-headers.ts";
import { pageRequest } from "#src/http/page-request.ts";
import { refusalOf } from "#src/http/request-target.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";

/**
 * What our own server does before it hands a page's request to Next, for where it does not run. Whatever a client sent in place
 * of the headers that pages believe is replaced here.
 */
export function proxy(request: NextRequest): Response {
  const refused = refusalOf(request);
  if (refused) return withAnswerHeaders(refused);
  const { pathname, search } = request.nextUrl;
  const address = clientAddress(request.headers.get("x-forwarded-for"), "unknown");
  const { told, answer } = pageRequest(pathname + search, address);
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(told)) headers.set(name, value);
  return NextResponse.next({ request: { headers }, headers: answer });
}

/**
 * Everything that could reach a page. Without the API, whose bodies Next would collect in memory, and the others that answer by
 * `http/serve-endpoint.ts`, which believe no such header; and without files of the build. What our own server has marked costs no
 * call: see `ownMark`. Next reads this without running it, so that nothing of it can be imported.
 */
export const config = {
  matcher: [
    {
      source: "/((?!api/|api$|_next/static/|healthz$|readyz$|\\.well-known/security\\.txt$).*)",
      missing: [{ type: "header", key: "x-own-server", value: "1\n" }],
    },
  ],
};
