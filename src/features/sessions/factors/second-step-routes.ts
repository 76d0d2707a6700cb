import { z } from "zod";
import {
  challengeBody,
  passkeyOptionsAnswer,
  passkeySignInBody,
  signedInAnswer,
  verifyBody,
} from "#src/features/sessions/factors/schema.ts";
import {
  factorPasskeyOptions,
  passkeyOptions,
  signInByPasskey,
  verifyFactor,
} from "#src/features/sessions/factors/verify-factor.ts";
import { callerOf, sendSignedIn } from "#src/features/sessions/send-tokens.ts";
import { definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Sessions";
/** An address gets so many tries; what a person gets is counted over their account. */
const limitPerMinute = 30;

/** Signing in with more than a password, or without one: there is no user yet. */
export const secondStepEndpoints: readonly Endpoint[] = [
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/mfa/verify",
    permission: "public",
    summary:
      "Prove the second factor of a sign-in, by a code of the app, a recovery code or a passkey; sets the cookies.",
    tag,
    input: { body: verifyBody },
    output: signedInAnswer,
    status: 200,
    limitPerMinute,
    run: async (ctx, { body }) => sendSignedIn(ctx, await verifyFactor(body, callerOf(ctx))),
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/mfa/passkey",
    permission: "public",
    summary: "What the browser asks for a passkey by, as the second factor of a sign-in.",
    tag,
    input: { body: challengeBody },
    output: passkeyOptionsAnswer,
    status: 200,
    limitPerMinute,
    run: async (ctx, { body }) => ({
      challengeId: body.challengeId,
      options: { ...(await factorPasskeyOptions(body.challengeId, callerOf(ctx))) },
    }),
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/passkey/options",
    permission: "public",
    summary: "What the browser offers passkeys by, to sign in with nothing else.",
    tag,
    input: { body: z.strictObject({}) },
    output: passkeyOptionsAnswer,
    status: 200,
    limitPerMinute,
    run: async (ctx) => {
      const { challengeId, options } = await passkeyOptions(callerOf(ctx));
      return { challengeId, options: { ...options } };
    },
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/passkey/verify",
    permission: "public",
    summary: "Sign in with a passkey; sets the two cookies.",
    tag,
    input: { body: passkeySignInBody },
    output: signedInAnswer,
    status: 200,
    limitPerMinute,
    run: async (ctx, { body }) => sendSignedIn(ctx, await signInByPasskey(body, callerOf(ctx))),
  }),
];
