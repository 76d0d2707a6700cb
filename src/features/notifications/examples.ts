import { createECDH, randomBytes, randomInt, randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { config } from "#src/config.ts";
import type { MakeExamples } from "../../../tests/support/example.ts";

const templates = "/api/notification-templates/ASSESSMENT_SUBMITTED/STUDENT";
const template = `${templates}/EMAIL`;
let channel = "EMAIL";
const body = { subject: "Assessed", content: "{{evaluator_name}} assessed you in {{competency_name}}." };

/** A message that would have been sent. */
async function makeOutboxMessage(): Promise<string> {
  const id = randomUUID();
  const folder = join(config.dataDir, "outbox");
  await mkdir(folder, { recursive: true });
  const message = { id, to: "a@b.test", subject: "Hello", text: "Hello.", sentAt: "2026-11-30T00:00:00.000Z" };
  await writeFile(join(folder, `${id}.json`), JSON.stringify(message));
  return id;
}

export const makeExamples: MakeExamples = () => ({
  "GET /api/notifications": { about: "self", call: () => ({ path: "/api/notifications" }) },
  "POST /api/notifications/read": {
    about: "self",
    call: () => ({ path: "/api/notifications/read", body: { ids: ["none"] } }),
  },
  "GET /api/notification-deliveries": { about: "self", call: () => ({ path: "/api/notification-deliveries" }) },
  "POST /api/notification-deliveries/retry": {
    about: "self",
    call: () => ({ path: "/api/notification-deliveries/retry", body: { ids: ["none"] } }),
  },
  "GET /api/outbox": { about: "self", call: () => ({ path: "/api/outbox" }) },
  "POST /api/outbox/:id/open": {
    about: "self",
    call: async () => ({ path: `/api/outbox/${await makeOutboxMessage()}/open`, body: {} }),
  },
  "GET /api/notification-templates": { about: "self", call: () => ({ path: "/api/notification-templates" }) },
  "PUT /api/notification-templates/:event/:recipient/:channel": {
    about: "self",
    call: () => ({ path: template, body }),
  },
  "DELETE /api/notification-templates/:event/:recipient/:channel": { about: "self", call: () => ({ path: template }) },
  "POST /api/notification-templates/:event/:recipient/:channel/test": {
    about: "self",
    // Each time another message.
    call: () => {
      channel = channel === "EMAIL" ? "IN_APP" : "EMAIL";
      return { path: `${templates}/${channel}/test`, body };
    },
  },
  "GET /api/notification-templates/:event/:recipient/:channel/versions": {
    about: "self",
    call: () => ({ path: `${template}/versions` }),
  },
  "GET /api/notifications/settings": { about: "self", call: () => ({ path: "/api/notifications/settings" }) },
  "PATCH /api/notifications/settings": {
    about: "self",
    call: () => ({
      path: "/api/notifications/settings",
      body: { choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true }] },
    }),
  },
  "GET /api/notifications/devices": { about: "self", call: () => ({ path: "/api/notifications/devices" }) },
  "POST /api/notifications/devices": {
    about: "self",
    call: () => ({ path: "/api/notifications/devices", body: makeSubscription() }),
  },
  "PUT /api/notifications/devices": {
    about: "self",
    call: () => ({
      path: "/api/notifications/devices",
      body: { ...makeSubscription(), replaces: "https://push.test/send/nobody" },
    }),
    allowedStatus: 404,
  },
  // Nobody's: whose browser it would be differs from caller to caller.
  "DELETE /api/notifications/devices/:id": {
    about: "self",
    call: () => ({ path: "/api/notifications/devices/browser_nobody" }),
    allowedStatus: 404,
  },
  "POST /api/notifications/devices/:id/test": {
    about: "self",
    call: () => ({ path: "/api/notifications/devices/browser_nobody/test" }),
    allowedStatus: 404,
  },
  "POST /api/notifications/phone/code": {
    about: "self",
    // Another number each time: one that is proven is not sent a code again.
    call: () => ({ path: "/api/notifications/phone/code", body: { number: makeNumber() } }),
  },
  // Which code was sent, nobody knows who did not get it.
  "POST /api/notifications/phone/verify": {
    about: "self",
    call: () => ({ path: "/api/notifications/phone/verify", body: { code: "000000" } }),
    allowedStatus: 422,
  },
  "DELETE /api/notifications/phone": { about: "self", call: () => ({ path: "/api/notifications/phone" }) },
});

function makeNumber(): string {
  return `+4477009${String(randomInt(100_000)).padStart(5, "0")}`;
}

function makeSubscription() {
  const pair = createECDH("prime256v1");
  return {
    endpoint: `https://push.test/${randomUUID()}`,
    keys: { p256dh: pair.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") },
  };
}
