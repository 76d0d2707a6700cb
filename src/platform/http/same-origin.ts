import { AppError } from "#src/errors.ts";
import type { HeaderReader } from "#src/lib/header-reader.ts";
import { isOwnOrigin } from "#src/platform/http/own-address.ts";

/**
 * Stops cross-site request forgery: a request with the cookie must name our own origin. A browser never adds a bearer
 * token by itself, so requests with one need no check. A public endpoint is checked only where the browser names an
 * origin (a page of another site must not sign somebody in).
 */
export function requireSameOrigin(headers: HeaderReader, isPublic: boolean): void {
  if (headers.get("authorization")?.startsWith("Bearer ")) return;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin === null && site === null) {
    if (isPublic || headers.get("cookie") === null) return;
    throw new AppError("forbidden", "A request with a cookie must name its origin.");
  }
  if (site !== null && site !== "same-origin" && site !== "none") throw crossSite();
  if (origin !== null && !isOwnOrigin(origin, headers.get("host"), headers.get("x-forwarded-proto"))) throw crossSite();
}

function crossSite(): AppError {
  return new AppError("forbidden", "This request came from another site.");
}
