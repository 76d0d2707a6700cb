import { z } from "zod";
import { changePassword } from "#src/features/sessions/change-password.ts";
import { endOtherSessions, endOwnSession } from "#src/features/sessions/end-own-sessions.ts";
import { listOwnSessions } from "#src/features/sessions/list-own-sessions.ts";
import { permissions } from "#src/features/sessions/permissions.ts";
import {
  changePasswordBody,
  doneAnswer,
  endedAnswer,
  ownSessionsAnswer,
  sessionParams,
} from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Sessions";

/** What a person sees and changes of their own sign-ins. */
export const ownEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/me/sessions",
    reads: "own",
    permission: permissions.manage,
    summary: "Where one is signed in: device, network address and when it was used.",
    tag,
    input: { query: z.strictObject({}) },
    output: ownSessionsAnswer,
    status: 200,
    run: (ctx) => listOwnSessions(ctx),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/me/sessions",
    permission: permissions.manage,
    summary: "Sign out everywhere else.",
    tag,
    input: {},
    output: endedAnswer,
    status: 200,
    run: (ctx) => endOtherSessions(ctx),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/me/sessions/:id",
    permission: permissions.manage,
    summary: "Sign one other device out.",
    tag,
    input: { params: sessionParams },
    output: endedAnswer,
    status: 200,
    run: (ctx, { params }) => endOwnSession(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/me/password",
    permission: permissions.manage,
    summary: "Change one's password, knowing the current one; every other session ends.",
    tag,
    input: { body: changePasswordBody },
    output: doneAnswer,
    status: 200,
    unkeyed: "secret-body",
    limitPerMinute: 20,
    run: async (ctx, { body }) => {
      await changePassword(ctx, body);
      return { ok: true } as const;
    },
  }),
];
