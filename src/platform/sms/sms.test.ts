import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { texter } from "#src/platform/sms/open-texter.ts";
import { OutboxTexter } from "#src/platform/sms/outbox-texter.ts";
import { outcomeOf, TwilioTexter } from "#src/platform/sms/twilio-texter.ts";
import { type Behaviour, SmsService, smsAccount } from "../../../tests/support/sms.ts";

const sms = { id: "message-1", to: "+447700900123", text: "Zoë: it's 5 € & more +%=" };

describe("what an answer of the SMS service means", () => {
  it.each([
    [201, undefined, { kind: "sent" }],
    [200, undefined, { kind: "sent" }],
    [400, 21211, { kind: "refused", number: "INVALID", why: "the SMS service answered 400 (21211)" }],
    [400, 21614, { kind: "refused", number: "INVALID", why: "the SMS service answered 400 (21614)" }],
    [400, 21610, { kind: "refused", number: "STOPPED", why: "the SMS service answered 400 (21610)" }],
    [400, 21408, { kind: "refused", why: "the SMS service answered 400 (21408)" }],
    [400, undefined, { kind: "refused", why: "the SMS service answered 400" }],
    [401, 20003, { kind: "refused", why: "the SMS service answered 401 (20003)" }],
    [403, 21610, { kind: "refused", why: "the SMS service answered 403 (21610)" }],
    [404, 20404, { kind: "refused", why: "the SMS service answered 404 (20404)" }],
    [307, undefined, { kind: "refused", why: "the SMS service answered 307" }],
    [400, 21611, { kind: "later", afterMs: 0, why: "the SMS service answered 400 (21611)" }],
    [408, undefined, { kind: "later", afterMs: 0, why: "the SMS service answered 408" }],
    [429, 20429, { kind: "later", afterMs: 0, why: "the SMS service answered 429 (20429)" }],
    [500, undefined, { kind: "later", afterMs: 0, why: "the SMS service answered 500" }],
    [503, 21610, { kind: "later", afterMs: 0, why: "the SMS service answered 503 (21610)" }],
  ])("%d with code %s", (status, code, outcome) => {
    expect(outcomeOf(status, code, undefined)).toEqual(outcome);
  });

  it.each([
    ["7", 7_000],
    ["999999", 3_600_000],
    ["soon", 0],
    ["-5", 0],
  ])("waits as long as it asks for, an hour at most: %s", (retryAfter, afterMs) => {
    expect(outcomeOf(429, undefined, retryAfter)).toMatchObject({ afterMs });
  });
});

describe("SMS over HTTP", () => {
  let service: SmsService;
  beforeEach(async () => {
    service = new SmsService();
    await service.start();
  });
  afterEach(() => service.stop());

  const send = (behaviour: Behaviour) => {
    service.behaviour = behaviour;
    return texter().send(sms);
  };

  it("arrive as they are, from our number, with the id of the message", async () => {
    expect(await send({ status: 201 })).toEqual({ kind: "sent" });
    expect(service.taken).toEqual([
      { to: sms.to, from: smsAccount.from, service: null, body: sms.text, token: "message-1" },
    ]);
    expect(await metricsText()).toMatch(/sms_segments_sent\{process="web"\} 1\n/);
  });

  it("are sent by a messaging service where one is set", async () => {
    await service.stop();
    service = new SmsService();
    await service.start({ from: `MG${"a".repeat(32)}` });
    await send({ status: 201 });
    expect(service.taken).toMatchObject([{ from: null, service: `MG${"a".repeat(32)}` }]);
  });

  it.each(["hang", "drip-headers", "reset", "accept-and-break"] as const)(
    "are tried later, in time, when the service does this: %s",
    async (behaviour) => {
      const started = performance.now();
      expect(await send(behaviour)).toEqual({
        kind: "later",
        afterMs: 0,
        why: expect.stringMatching(/^the SMS service could not be reached( \(\w+\))?$/),
      });
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  it.each(["drip-body", "flood-body"] as const)("are sent where only the answer has no end: %s", async (behaviour) => {
    const started = performance.now();
    expect(await send(behaviour)).toEqual({ kind: "sent" });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each(["{", "[]", '{"code":"21610"}', "<html>"])("have no code where the answer is %s", async (body) => {
    expect(await send({ status: 400, body })).toEqual({ kind: "refused", why: "the SMS service answered 400" });
  });

  it("follow no redirect, which would give the token away", async () => {
    expect(await send({ status: 307, headers: { location: "http://127.0.0.1:1/" } })).toMatchObject({
      kind: "refused",
    });
    expect(service.asked).toHaveLength(1);
  });

  it("say nothing of the number or the token, whatever goes wrong", async () => {
    const outcomes = [
      await send({ status: 400, code: 21211 }),
      await send({ status: 500, body: `${sms.to} ${smsAccount.authToken}` }),
      await send("reset"),
      await new TwilioTexter({ ...smsAccount, apiUrl: "http://127.0.0.1:1" }).send(sms),
      await new TwilioTexter({ ...smsAccount, apiUrl: "http://no-such-host.invalid" }).send(sms),
    ];
    for (const secret of ["7700900123", smsAccount.authToken, "no-such-host"]) {
      expect(JSON.stringify(outcomes)).not.toContain(secret);
    }
  });
});

describe("SMS without a service", () => {
  it("are files that only their owner reads", async () => {
    const folder = join(mkdtempSync(join(tmpdir(), "outbox-")), "not", "yet");
    const outbox = new OutboxTexter(folder);
    expect(await outbox.send(sms)).toEqual({ kind: "sent" });
    outbox.close();
    const [name = ""] = existsSync(folder) ? readdirSync(folder) : [];
    expect(JSON.parse(readFileSync(join(folder, name), "utf8"))).toEqual({
      channel: "SMS",
      ...sms,
      sentAt: expect.any(String),
    });
    if (process.platform !== "win32") expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    rmSync(join(folder, "../.."), { recursive: true, force: true });
  });
});
