import { permissions } from "#src/features/notifications/permissions.ts";
import { removeNumber, sendCode, verifyNumber } from "#src/features/notifications/phone/keep-number.ts";
import { codeAnswer, numberBody, verifyBody } from "#src/features/notifications/schema.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Notifications";

/** The number at which one gets SMS; the settings say what it is. */
export const phoneEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/notifications/phone/code",
    tag,
    permission: permissions.keepNumber,
    summary: "Send a code by SMS to a number, with its country code, to prove that it is one's own.",
    input: { body: numberBody },
    output: codeAnswer,
    status: 201,
    limitPerMinute: 6,
    run: (ctx, { body }) => sendCode(ctx, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/notifications/phone/verify",
    tag,
    permission: permissions.keepNumber,
    summary: "Enter the code; SMS then come to its number.",
    input: { body: verifyBody },
    output: doneAnswer,
    status: 200,
    unkeyed: "secret-body",
    limitPerMinute: 20,
    run: (ctx, { body }) => verifyNumber(ctx, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/notifications/phone",
    tag,
    permission: permissions.keepNumber,
    summary: "Remove one's number, and switch off all SMS to it.",
    input: {},
    output: doneAnswer,
    status: 200,
    run: (ctx) => removeNumber(ctx),
  }),
];
