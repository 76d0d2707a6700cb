import {
  accessCookie,
  cookieOf,
  deviceCookie,
  deviceCookieName,
  keptCookie,
  keptCookieName,
  refreshCookie,
  refreshCookieName,
} from "#src/features/sessions/cookies.ts";
import type { SignedIn } from "#src/features/sessions/factors/complete-sign-in.ts";
import type { Caller, Tokens } from "#src/features/sessions/start-session.ts";
import type { RequestContext } from "#src/platform/http/endpoint.ts";

type Sent = { accessToken: string; expiresIn: number; user: Tokens["user"] };

/** Sets the two cookies of a session; what API clients need of it is in the answer too. */
export function sendTokens(ctx: RequestContext, tokens: Tokens): Sent {
  const { isShared } = tokens;
  ctx.addHeader("set-cookie", accessCookie(tokens.accessToken, isShared ? undefined : tokens.expiresIn));
  ctx.addHeader("set-cookie", refreshCookie(tokens.refreshToken, isShared ? undefined : tokens.refreshExpiresIn));
  ctx.addHeader("cache-control", "no-store");
  return { accessToken: tokens.accessToken, expiresIn: tokens.expiresIn, user: tokens.user };
}

/** As `sendTokens`, for somebody who has just signed in: the browser is known from now on. */
export function sendSignedIn(ctx: RequestContext, signedIn: SignedIn): Sent {
  // Of somebody who was here before.
  if (keptTokenOf(ctx) !== undefined) ctx.addHeader("set-cookie", keptCookie("", 0));
  const sent = sendTokens(ctx, signedIn);
  if (signedIn.deviceToken !== undefined) ctx.addHeader("set-cookie", deviceCookie(signedIn.deviceToken));
  return sent;
}

export function refreshTokenOf(ctx: RequestContext): string | undefined {
  return cookieOf(ctx.headers.get("cookie"), refreshCookieName());
}

export function keptTokenOf(ctx: RequestContext): string | undefined {
  return cookieOf(ctx.headers.get("cookie"), keptCookieName());
}

export function callerOf(ctx: RequestContext): Caller {
  return {
    ip: ctx.ip,
    userAgent: ctx.headers.get("user-agent"),
    requestId: ctx.requestId,
    deviceToken: deviceTokenOf(ctx.headers.get("cookie")),
    isBrowser: ctx.headers.get("origin") !== null || ctx.headers.get("sec-fetch-site") !== null,
  };
}

/** Only of the form that was given out. */
function deviceTokenOf(cookies: string | null): string | undefined {
  const token = cookieOf(cookies, deviceCookieName());
  return token && /^[\w-]{43}$/.test(token) ? token : undefined;
}
