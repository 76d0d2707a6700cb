import { AppError } from "#src/errors.ts";
import { clearedCookies, keptCookie } from "#src/features/sessions/cookies.ts";
import { factorEndpoints } from "#src/features/sessions/factors/factor-routes.ts";
import { secondStepEndpoints } from "#src/features/sessions/factors/second-step-routes.ts";
import { ownEndpoints } from "#src/features/sessions/own-routes.ts";
import { permissions } from "#src/features/sessions/permissions.ts";
import { findOwnSession } from "#src/features/sessions/queries.ts";
import { anyActorOfRequest } from "#src/features/sessions/read-session.ts";
import { refreshSession } from "#src/features/sessions/refresh-session.ts";
import { requestPasswordReset } from "#src/features/sessions/request-password-reset.ts";
import { resetPassword } from "#src/features/sessions/reset-password.ts";
import { enterSample, leaveSample } from "#src/features/sessions/sample-session.ts";
import {
  doneAnswer,
  enterSampleBody,
  forgotBody,
  keysAnswer,
  refreshAnswer,
  refreshBody,
  resetBody,
  sessionAnswer,
  signInAnswer,
  signInBody,
  signOutBody,
} from "#src/features/sessions/schema.ts";
import { callerOf, keptTokenOf, refreshTokenOf, sendSignedIn, sendTokens } from "#src/features/sessions/send-tokens.ts";
import { signIn } from "#src/features/sessions/sign-in.ts";
import { signOut } from "#src/features/sessions/sign-out.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";
import { publicKeys } from "#src/platform/identity/access-token.ts";

const tag = "Sessions";
const done = { ok: true } as const;

/**
 * What the browser forgets at sign-out, where it reached us by https: the answers that it keeps to compare them by their
 * ETags, and the pages that "Back" would show. Not "cookies", which would be those of the whole domain; ours are cleared by
 * name. What a person wrote and could not send stays, but on a device that others use too.
 */
const answersKept = '"cache"';
const everythingKept = '"cache", "storage"';

export const endpoints: readonly Endpoint[] = [
  ...ownEndpoints,
  ...secondStepEndpoints,
  ...factorEndpoints,
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/sign-in",
    permission: "public",
    summary:
      "Sign in with e-mail address and password: sets the two cookies or, where a second factor is set up, answers the id under which it is proved.",
    tag,
    input: { body: signInBody },
    output: signInAnswer,
    status: 200,
    // A whole school signs in from one address when a shift begins; 60 attempts are of little use to an attacker.
    limitPerMinute: 60,
    run: async (ctx, { body }) => {
      const outcome = await signIn(body, callerOf(ctx));
      if (!("challengeId" in outcome)) return sendSignedIn(ctx, outcome);
      ctx.addHeader("cache-control", "no-store");
      return { mfaRequired: true as const, ...outcome };
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/refresh",
    urgency: "urgent",
    permission: "public",
    summary: "Exchange the refresh token, from the cookie or the body, for new tokens.",
    tag,
    input: { body: refreshBody },
    output: refreshAnswer,
    status: 200,
    run: async (ctx, { body }) =>
      sendTokens(ctx, await refreshSession(body.refreshToken ?? refreshTokenOf(ctx), callerOf(ctx))),
  }),
  definePublicEndpoint({
    method: "GET",
    path: "/api/auth/jwks",
    permission: "public",
    summary: "The public keys of the access tokens, with which another program verifies them (RFC 7517).",
    tag,
    input: {},
    output: keysAnswer,
    status: 200,
    run: async (ctx) => {
      // A new key is published well before it is used; see platform/keys.
      ctx.addHeader("cache-control", "public, max-age=60");
      return publicKeys();
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/sign-out",
    urgency: "urgent",
    // Public, because it has to work when the access token has expired and only the refresh token is valid.
    permission: "public",
    summary:
      "End this session, or with `everywhere` all of the person's; push messages of theirs end in this browser too, or in all.",
    tag,
    input: { body: signOutBody },
    output: doneAnswer,
    status: 200,
    run: async (ctx, { body }) => {
      const { requestId } = ctx;
      const { pushEndpoint } = body;
      const wasShared = await signOut({
        actor: anyActorOfRequest(ctx.headers),
        refreshToken: refreshTokenOf(ctx),
        everywhere: body.everywhere,
        pushEndpoint,
        requestId,
      });
      const kept = keptTokenOf(ctx);
      if (kept !== undefined) {
        await signOut({ actor: undefined, refreshToken: kept, everywhere: false, pushEndpoint, requestId });
      }
      for (const cookie of clearedCookies()) ctx.addHeader("set-cookie", cookie);
      ctx.addHeader("clear-site-data", wasShared ? everythingKept : answersKept);
      return done;
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/sample",
    // Public, because the browser's own refresh token is what lets somebody in, from inside a sample school too.
    permission: "public",
    summary: "Enter the sample school beside one's own, as one of its people; for school admins.",
    tag,
    input: { body: enterSampleBody },
    output: refreshAnswer,
    status: 200,
    limitPerMinute: 60,
    run: async (ctx, { body }) => {
      const held = { refresh: refreshTokenOf(ctx), kept: keptTokenOf(ctx) };
      const { tokens, kept } = await enterSample(held, body.role, callerOf(ctx));
      ctx.addHeader("set-cookie", keptCookie(kept.token, kept.maxAgeSeconds));
      return sendTokens(ctx, tokens);
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/sample/leave",
    permission: "public",
    summary: "Leave the sample school and go on in one's own; without a session there, nobody is signed in any more.",
    tag,
    input: {},
    output: doneAnswer,
    status: 200,
    limitPerMinute: 60,
    run: async (ctx) => {
      const { wasInside, own } = await leaveSample(
        { refresh: refreshTokenOf(ctx), kept: keptTokenOf(ctx) },
        callerOf(ctx),
      );
      if (wasInside) for (const cookie of clearedCookies()) ctx.addHeader("set-cookie", cookie);
      if (own !== undefined) sendTokens(ctx, await refreshSession(own, callerOf(ctx)));
      return done;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/auth/session",
    urgency: "urgent",
    reads: "own",
    permission: permissions.manage,
    summary: "Who is signed in, and until when at the latest.",
    tag,
    input: {},
    output: sessionAnswer,
    status: 200,
    run: async ({ actor }) => {
      const session = await readAs(actor, (tx) => findOwnSession(tx, actor.sessionId));
      const isAlive = session && session.revokedAt === null && session.expiresAt > now() && session.status === "ACTIVE";
      if (!isAlive) throw new AppError("unauthenticated", "The session has ended. Sign in again.");
      const { user, expiresAt, idleMinutes, isShared } = session;
      return { user, expiresAt: expiresAt.toISOString(), idleMinutes, isShared };
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/password/forgot",
    permission: "public",
    summary: "Send a link for a new password; the answer does not reveal whether the address is known.",
    tag,
    input: { body: forgotBody },
    output: doneAnswer,
    status: 200,
    limitPerMinute: 20,
    run: async (ctx, { body }) => {
      await requestPasswordReset(body.email, ctx.requestId);
      return done;
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/password/reset",
    permission: "public",
    summary: "Set a new password with the link's token; every session of the person ends.",
    tag,
    input: { body: resetBody },
    output: doneAnswer,
    status: 200,
    limitPerMinute: 20,
    run: async (ctx, { body }) => {
      await resetPassword(body, ctx.requestId);
      return done;
    },
  }),
];
