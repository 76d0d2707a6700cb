import { accessCookieName, cookieOf } from "#src/features/sessions/cookies.ts";
import type { HeaderReader } from "#src/lib/header-reader.ts";
import { verifyAccessToken } from "#src/platform/identity/access-token.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * The user of a request who may act, hence not one who has to set up a second factor first: to whatever does not ask about
 * that, they have not signed in.
 */
export function actorOfRequest(headers: HeaderReader): UserActor | undefined {
  const actor = anyActorOfRequest(headers);
  return actor?.mustEnrol ? undefined : actor;
}

/**
 * The user of a request, by bearer token or, from a browser, by cookie. If a bearer token is refused, the cookie is not
 * used instead, because the origin of requests with a bearer token is not checked.
 */
export function anyActorOfRequest(headers: HeaderReader): UserActor | undefined {
  const bearer = bearerOf(headers.get("authorization"));
  const token = bearer ?? cookieOf(headers.get("cookie"), accessCookieName());
  return token === undefined ? undefined : verifyAccessToken(token);
}

function bearerOf(authorization: string | null): string | undefined {
  if (authorization === null || !/^bearer /i.test(authorization)) return undefined;
  return authorization.slice("bearer ".length).trim();
}
