import { z } from "zod";
import { listDeliveries, retryDeliveries } from "#src/features/notifications/deliveries/keep-deliveries.ts";
import {
  deliveriesAnswer,
  deliveriesQuery,
  retryAnswer,
  retryBody,
} from "#src/features/notifications/deliveries/schema.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
import { listNotifications, markRead } from "#src/features/notifications/queries.ts";
import { notificationsAnswer, notificationsQuery, readAnswer, readBody } from "#src/features/notifications/schema.ts";
import {
  listTemplates,
  listVersions,
  resetTemplate,
  saveTemplate,
  testTemplate,
} from "#src/features/notifications/school-words/keep-template.ts";
import {
  templateParams,
  templatesAnswer,
  versionsAnswer,
  wordsAnswer,
  wordsBody,
} from "#src/features/notifications/school-words/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Notifications";
const template = "/api/notification-templates/:event/:recipient/:channel";

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
  defineEndpoint({
    method: "GET",
    path: "/api/notification-deliveries",
    tag,
    permission: permissions.seeDeliveries,
    summary: "List the emails, SMS and push messages of one's school by their state, the latest first.",
    input: { query: deliveriesQuery },
    output: deliveriesAnswer,
    status: 200,
    run: (ctx, { query }) => listDeliveries(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/notification-deliveries/retry",
    tag,
    permission: permissions.seeDeliveries,
    summary: "Let messages that could not be delivered go out again.",
    input: { body: retryBody },
    output: retryAnswer,
    status: 200,
    run: (ctx, { body }) => retryDeliveries(ctx, body.ids),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/notification-templates",
    reads: "set-up",
    tag,
    permission: permissions.writeTemplates,
    summary: "List the messages of one's school with the words that count.",
    input: { query: z.strictObject({}) },
    output: templatesAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listTemplates(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path: template,
    tag,
    permission: permissions.writeTemplates,
    summary: "Write the school's own words of a message by one channel.",
    input: { params: templateParams, body: wordsBody },
    output: wordsAnswer,
    status: 200,
    run: (ctx, { params, body }) => saveTemplate(ctx, params, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: template,
    tag,
    permission: permissions.writeTemplates,
    summary: "Return to the shipped words of a message by one channel.",
    input: { params: templateParams },
    output: wordsAnswer,
    status: 200,
    run: (ctx, { params }) => resetTemplate(ctx, params),
  }),
  defineEndpoint({
    method: "POST",
    path: `${template}/test`,
    tag,
    permission: permissions.writeTemplates,
    summary: "Send words of a message to oneself, with examples for its variables.",
    input: { params: templateParams, body: wordsBody },
    output: wordsAnswer,
    status: 202,
    limitPerMinute: 10,
    run: (ctx, { params, body }) => testTemplate(ctx, params, body),
  }),
  defineEndpoint({
    method: "GET",
    path: `${template}/versions`,
    reads: "set-up",
    tag,
    permission: permissions.writeTemplates,
    summary: "List what the school wrote of a message by one channel, the latest first.",
    input: { params: templateParams, query: z.strictObject({}) },
    output: versionsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { params }) => listVersions(ctx, params),
  }),
];
