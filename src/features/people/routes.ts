import { z } from "zod";
import { acceptInvitation, readInvitation } from "#src/features/people/accept-invitation.ts";
import { invitePeople } from "#src/features/people/invite-people.ts";
import { permissions } from "#src/features/people/permissions.ts";
import { getMe, listCohorts, listStudents } from "#src/features/people/queries.ts";
import {
  acceptAnswer,
  acceptBody,
  cohortsAnswer,
  invitationAnswer,
  invitationBody,
  inviteAnswer,
  inviteBody,
  meAnswer,
  sendAnswer,
  sendBody,
  studentsAnswer,
  studentsQuery,
} from "#src/features/people/schema.ts";
import { sendInvitations } from "#src/features/people/send-invitations.ts";
import { permissions as sessionPermissions } from "#src/features/sessions/permissions.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "People";
const nothing = z.strictObject({});

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/me",
    reads: "own",
    tag,
    permission: sessionPermissions.manage,
    summary: "Read who is signed in.",
    input: { query: nothing },
    output: meAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => getMe(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/students",
    tag,
    permission: permissions.listStudents,
    summary: "List students with their standing.",
    input: { query: studentsQuery },
    output: studentsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listStudents(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/cohorts",
    tag,
    permission: permissions.readCohorts,
    summary: "List cohorts with the standing of their students.",
    input: { query: nothing },
    output: cohortsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listCohorts(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/users/invitations",
    tag,
    permission: permissions.invite,
    summary: "Invite people into the school; each gets an answer of their own.",
    input: { body: inviteBody },
    output: inviteAnswer,
    status: 201,
    run: (ctx, { body }) => invitePeople(ctx, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/users/invitations/send",
    tag,
    permission: permissions.invite,
    summary: "Mail people who were invited and have not joined.",
    input: { body: sendBody },
    output: sendAnswer,
    status: 200,
    run: (ctx, { body }) => sendInvitations(ctx, body),
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/invitation",
    permission: "public",
    summary: "Read whose invitation a link is; it stays unused.",
    tag,
    input: { body: invitationBody },
    output: invitationAnswer,
    status: 200,
    unkeyed: "changes-nothing",
    limitPerMinute: 60,
    run: (_ctx, { body }) => readInvitation(body.token),
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/auth/invitation/accept",
    permission: "public",
    summary: "Accept an invitation: confirm the name and choose a password.",
    tag,
    input: { body: acceptBody },
    output: acceptAnswer,
    status: 200,
    limitPerMinute: 60,
    run: (ctx, { body }) => acceptInvitation(body, ctx.requestId),
  }),
];
