import { z } from "zod";
import { accessCookie } from "#src/features/sessions/cookies.ts";
import { replaceCodes } from "#src/features/sessions/factors/make-codes.ts";
import { addPasskey, removePasskey, renamePasskey, startPasskey } from "#src/features/sessions/factors/own-passkeys.ts";
import { forgetDevice, readFactors } from "#src/features/sessions/factors/read-factors.ts";
import {
  codesAnswer,
  confirmBody,
  deviceParams,
  enrolmentAnswer,
  factorsAnswer,
  freshnessAnswer,
  newPasskeyBody,
  passkeyNameBody,
  passkeyOptionsAnswer,
  passkeyParams,
  provedAnswer,
  signInRules,
  signInRulesBody,
  stepUpAnswer,
  stepUpBody,
} from "#src/features/sessions/factors/schema.ts";
import { keepSignInRules, readSignInRules } from "#src/features/sessions/factors/sign-in-rules.ts";
import { renewedToken, startStepUp, stepUp } from "#src/features/sessions/factors/step-up.ts";
import { confirmTotp, removeTotp, startTotp } from "#src/features/sessions/factors/totp-enrolment.ts";
import { permissions } from "#src/features/sessions/permissions.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint, type UserContext } from "#src/platform/http/endpoint.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { isProofFresh } from "#src/policy/fresh-proof.ts";

const own = { tag: "Sessions", permission: permissions.manage, status: 200, limitPerMinute: 60 } as const;
const nothing = z.strictObject({});
const done = { ok: true } as const;
const path = "/api/me/factors";

/** What a person sees and changes of their own factors, and how they prove again who they are. */
export const factorEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    ...own,
    method: "GET",
    path,
    reads: "own",
    summary: "One's second factors, and the browsers in which they are not asked for.",
    input: { query: nothing },
    output: factorsAnswer,
    openWhileEnrolling: true,
    run: (ctx) => readFactors(ctx),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: `${path}/totp`,
    summary: "A new secret for an authenticator app, which its first code sets up.",
    input: { body: nothing },
    output: enrolmentAnswer,
    needsStepUp: true,
    openWhileEnrolling: true,
    unkeyed: "secret-answer",
    run: async (ctx) => unstored(ctx, await startTotp(ctx)),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: `${path}/totp/confirm`,
    summary: "Set the authenticator app up by its first code; answers recovery codes where there are none.",
    input: { body: confirmBody },
    output: codesAnswer,
    needsStepUp: true,
    openWhileEnrolling: true,
    unkeyed: "secret-answer",
    run: async (ctx, { body }) => enrolled(ctx, await confirmTotp(ctx, body)),
  }),
  defineEndpoint({
    ...own,
    method: "DELETE",
    path: `${path}/totp`,
    summary: "Remove the authenticator app.",
    input: {},
    output: doneAnswer,
    needsStepUp: true,
    run: (ctx) => removeTotp(ctx).then(() => done),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: `${path}/recovery-codes`,
    summary: "New recovery codes in place of the earlier ones, shown once.",
    input: { body: nothing },
    output: codesAnswer,
    needsStepUp: true,
    unkeyed: "secret-answer",
    run: async (ctx) => unstored(ctx, await replaceCodes(ctx)),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: `${path}/passkeys/options`,
    summary: "What the browser makes a new passkey by.",
    input: { body: nothing },
    output: passkeyOptionsAnswer,
    needsStepUp: true,
    openWhileEnrolling: true,
    unkeyed: "secret-answer",
    run: (ctx) => startPasskey(ctx),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: `${path}/passkeys`,
    summary: "Keep a new passkey; answers recovery codes where there are none.",
    input: { body: newPasskeyBody },
    output: codesAnswer,
    needsStepUp: true,
    openWhileEnrolling: true,
    unkeyed: "secret-answer",
    run: async (ctx, { body }) => enrolled(ctx, await addPasskey(ctx, body)),
  }),
  defineEndpoint({
    ...own,
    method: "PATCH",
    path: `${path}/passkeys/:id`,
    summary: "Give a passkey another name.",
    input: { params: passkeyParams, body: passkeyNameBody },
    output: doneAnswer,
    run: (ctx, { params, body }) => renamePasskey(ctx, params.id, body.name).then(() => done),
  }),
  defineEndpoint({
    ...own,
    method: "DELETE",
    path: `${path}/passkeys/:id`,
    summary: "Remove a passkey.",
    input: { params: passkeyParams },
    output: doneAnswer,
    needsStepUp: true,
    run: (ctx, { params }) => removePasskey(ctx, params.id).then(() => done),
  }),
  defineEndpoint({
    ...own,
    method: "DELETE",
    path: `${path}/remembered/:id`,
    summary: "Ask for the second factor again in a browser that was remembered.",
    input: { params: deviceParams },
    output: doneAnswer,
    run: (ctx, { params }) => forgetDevice(ctx, params.id).then(() => done),
  }),
  defineEndpoint({
    ...own,
    method: "GET",
    path: "/api/me/step-up",
    reads: "own",
    summary: "Whether one has proved who one is within the last ten minutes.",
    input: { query: nothing },
    output: freshnessAnswer,
    openWhileEnrolling: true,
    run: async ({ actor }) => ({ isFresh: isProofFresh(actor) }),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: "/api/me/step-up/start",
    summary: "By what one can prove who one is before a sensitive act.",
    input: { body: nothing },
    output: stepUpAnswer,
    openWhileEnrolling: true,
    unkeyed: "secret-answer",
    run: (ctx) => startStepUp(ctx),
  }),
  defineEndpoint({
    ...own,
    method: "POST",
    path: "/api/me/step-up",
    summary: "Prove who one is; sensitive acts are open to this session for ten minutes.",
    input: { body: stepUpBody },
    output: provedAnswer,
    openWhileEnrolling: true,
    unkeyed: "secret-body",
    run: async (ctx, { body }) => sendAccess(ctx, await stepUp(ctx, body)),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/sign-in-rules",
    reads: "set-up",
    tag: "School",
    permission: permissions.rule,
    summary: "Which roles of the school need a second step at sign-in, and how long its people stay signed in.",
    input: { query: nothing },
    output: signInRules,
    status: 200,
    run: (ctx) => readSignInRules(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/sign-in-rules",
    tag: "School",
    permission: permissions.rule,
    summary:
      "Decide which roles need a second step, which whoever has none sets up when they sign in next, and how long people stay signed in.",
    input: { body: signInRulesBody },
    output: signInRules,
    status: 200,
    needsStepUp: true,
    run: (ctx, { body }) => keepSignInRules(ctx, body),
  }),
];

/** Secrets that are shown once stay out of every cache. */
function unstored<Answer>(ctx: UserContext, answer: Answer): Answer {
  ctx.addHeader("cache-control", "no-store");
  return answer;
}

/** Whoever had to set up a factor first has one now: this session is open with its next token. */
function enrolled<Answer>(ctx: UserContext, answer: Answer): Answer {
  if (ctx.actor.mustEnrol) {
    const { mustEnrol: _, ...actor } = ctx.actor;
    sendAccess(ctx, actor);
  }
  return unstored(ctx, answer);
}

function sendAccess(ctx: UserContext, actor: UserActor): { accessToken: string; expiresIn: number } {
  const renewed = renewedToken(actor);
  ctx.addHeader("set-cookie", accessCookie(renewed.accessToken, actor.isShared ? undefined : renewed.expiresIn));
  return unstored(ctx, renewed);
}
