import { z } from "zod";
import { listDeliveries, retryDeliveries } from "#src/features/notifications/deliveries/keep-deliveries.ts";
import {
  deliveriesAnswer,
  deliveriesQuery,
  retryAnswer,
  retryBody,
} from "#src/features/notifications/deliveries/schema.ts";
import { listOutbox, openOutboxMessage } from "#src/features/notifications/outbox/read-outbox.ts";
import { outboxAnswer, outboxMessage, outboxParams, outboxQuery } from "#src/features/notifications/outbox/schema.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
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

/** What a school says to its people, and what became of it. */
export const schoolEndpoints: readonly Endpoint[] = [
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
    path: "/api/outbox",
    tag,
    permission: permissions.seeOutbox,
    summary: "List what would have been sent where no mail server is set up, the latest first.",
    input: { query: outboxQuery },
    output: outboxAnswer,
    status: 200,
    run: (ctx, { query }) => listOutbox(ctx, query.cursor),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/outbox/:id/open",
    tag,
    permission: permissions.seeOutbox,
    summary: "Open a message of the outbox; the audit says so.",
    input: { params: outboxParams },
    output: outboxMessage,
    status: 200,
    unkeyed: "changes-nothing",
    run: (ctx, { params }) => openOutboxMessage(ctx, params.id),
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
