import { z } from "zod";
import { deviceEndpoints } from "#src/features/notifications/devices/routes.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
import { phoneEndpoints } from "#src/features/notifications/phone/routes.ts";
import { listNotifications, markRead } from "#src/features/notifications/queries.ts";
import {
  notificationsAnswer,
  notificationsQuery,
  readAnswer,
  readBody,
  settingsAnswer,
  settingsBody,
  unsubscribeAnswer,
  unsubscribeQuery,
} from "#src/features/notifications/schema.ts";
import { schoolEndpoints } from "#src/features/notifications/school-routes.ts";
import { changeSettings } from "#src/features/notifications/settings/change-settings.ts";
import { readSettings } from "#src/features/notifications/settings/read-settings.ts";
import { readUnsubscribe, unsubscribe } from "#src/features/notifications/unsubscribe.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Notifications";
/** A person presses it once; a mail provider may pass on the presses of many. */
const unsubscribesPerMinute = 60;

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/notifications",
    reads: "own",
    tag,
    permission: permissions.read,
    summary: "List the reader's own notifications, newest first; all or the unread ones.",
    input: { query: notificationsQuery },
    output: notificationsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listNotifications(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/notifications/read",
    tag,
    permission: permissions.read,
    summary: "Mark the reader's own notifications as read: some, or one with all that are older.",
    input: { body: readBody },
    output: readAnswer,
    status: 200,
    run: (ctx, { body }) => markRead(ctx, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/notifications/settings",
    reads: "own",
    tag,
    permission: permissions.choose,
    summary: "What reaches the reader, by which channel and when.",
    input: {},
    output: settingsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => readSettings(ctx),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/notifications/settings",
    tag,
    permission: permissions.choose,
    summary: "Change what reaches the reader, by which channel and when; what is left out stays as it is.",
    input: { body: settingsBody },
    output: settingsAnswer,
    status: 200,
    run: (ctx, { body }) => changeSettings(ctx, body),
  }),
  definePublicEndpoint({
    method: "POST",
    path: "/api/notifications/unsubscribe",
    tag,
    // Public, because the link of an email works without signing in (RFC 8058). Its body says no more than the address.
    permission: "public",
    summary: "End the emails that the link of an email is about, in one click.",
    input: { query: unsubscribeQuery },
    output: unsubscribeAnswer,
    status: 200,
    limitPerMinute: unsubscribesPerMinute,
    run: (ctx, { query }) => unsubscribe(query.token, ctx.requestId),
  }),
  definePublicEndpoint({
    method: "GET",
    path: "/api/notifications/unsubscribe",
    reads: "own",
    tag,
    permission: "public",
    summary: "Open the page of the link: programs that do not know the one click open the address itself.",
    input: { query: unsubscribeQuery },
    output: z.unknown(),
    status: 302,
    streams: true,
    limitPerMinute: unsubscribesPerMinute,
    run: async (_ctx, { query }) =>
      new Response(null, { status: 302, headers: { location: `/unsubscribe?${new URLSearchParams(query)}` } }),
  }),
  definePublicEndpoint({
    method: "GET",
    path: "/api/notifications/unsubscribe/about",
    reads: "own",
    tag,
    permission: "public",
    summary: "Which emails a link would end; it changes nothing.",
    input: { query: unsubscribeQuery },
    output: unsubscribeAnswer,
    status: 200,
    limitPerMinute: unsubscribesPerMinute,
    run: async (_ctx, { query }) => readUnsubscribe(query.token),
  }),
  ...deviceEndpoints,
  ...phoneEndpoints,
  ...schoolEndpoints,
];
