import { permissions } from "#src/features/notifications/permissions.ts";
import { listNotifications, markRead } from "#src/features/notifications/queries.ts";
import { notificationsAnswer, notificationsQuery, readAnswer, readBody } from "#src/features/notifications/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Notifications";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/notifications",
    reads: "own",
    tag,
    permission: permissions.read,
    summary: "List the reader's own notifications, newest first.",
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
    summary: "Mark the reader's own notifications as read.",
    input: { body: readBody },
    output: readAnswer,
    status: 200,
    run: (ctx, { body }) => markRead(ctx, body.ids),
  }),
];
