import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AddressRefused, OutsideClient } from "#src/platform/http/outside.ts";
import { type Behaviour, PushService, trialOutside } from "../../../tests/support/push-service.ts";
import { testVapid } from "../../../tests/support/secret.ts";

const service = new PushService(testVapid.publicKey);
let client: OutsideClient;
beforeEach(async () => {
  await service.start();
  client = trialOutside();
});
afterEach(async () => {
  client.close();
  await service.stop();
});

const call = { headers: {}, body: Buffer.from("x"), withinMs: 300 };
/** The service answers with 400 whatever is no push message, which is an answer too. */
const post = (behaviour: Behaviour, options: object = {}) =>
  client.post(service.addBrowser(behaviour).endpoint, { ...call, ...options });

describe("a call of an address that somebody gave", () => {
  it("is answered with status, headers and content", async () => {
    const answer = await post({ status: 201 });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toBe("the encoding");
  });

  it.each(["hang", "drip-headers", "reset"] as const)("ends by an error when the server does this: %s", async (act) => {
    const started = performance.now();
    await expect(post(act)).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("has the status of an answer that never ends, and what arrived in time", async () => {
    const answer = await post("drip-body");
    expect(answer.status).toBe(201);
    expect(answer.body.toString()).toMatch(/^\.{2,20}$/);
  });

  it("reads no more of an answer than it may have", async () => {
    const answer = await post("flood-body", { withinMs: 5_000, maxAnswerBytes: 1_000 });
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.body).toHaveLength(1_000);
  });

  it("refuses an address by its text before it looks its name up [V1.3.6] [V13.2.5]", async () => {
    const lookup = vi.fn();
    // The type of `dns.lookup` has overloads that a mock cannot have.
    const refusing = new OutsideClient({ lookup: lookup as never });
    for (const address of [
      "http://push.test/",
      "https://0x7f.1/",
      "https://2130706433/",
      "https://0177.0.0.1/",
      "https://[::ffff:127.0.0.1]/",
      "https://localhost./",
      "https://me@push.test/",
      "not an address",
    ]) {
      await expect(refusing.post(address, call)).rejects.toBeInstanceOf(AddressRefused);
    }
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each([
    ["leads to this machine", ["127.0.0.1"]],
    ["leads to this machine by IPv6", ["::1"]],
    ["leads to this machine by IPv4 in IPv6", ["::ffff:127.0.0.1"]],
    ["leads to a private network", ["10.0.0.5"]],
    ["leads to a cloud's metadata", ["169.254.169.254"]],
    ["leads to a public and to a private address", ["8.8.8.8", "192.168.0.1"]],
    ["leads nowhere", []],
  ])("refuses a name that %s, as 127.0.0.1.nip.io does", async (_, addresses) => {
    const browser = service.addBrowser();
    const guarded = trialOutside(addresses, false);
    await expect(guarded.post(browser.endpoint, call)).rejects.toBeInstanceOf(AddressRefused);
    await expect(guarded.post("https://127.0.0.1.nip.io/", call)).rejects.toBeInstanceOf(AddressRefused);
    expect(browser.asked).toBe(0);
  });

  it("looks at the address that it connects to, not at the one before [V13.2.4]", async () => {
    const addresses = ["127.0.0.1"];
    const changing = trialOutside(addresses);
    const browser = service.addBrowser();
    expect((await changing.post(browser.endpoint, { ...call, headers: { connection: "close" } })).status).toBe(400);
    addresses[0] = "127.0.0.2";
    await expect(changing.post(browser.endpoint, call)).rejects.toBeInstanceOf(AddressRefused);
    expect(browser.asked).toBe(1);
  });

  it("follows no redirect [V15.3.2]", async () => {
    const inside = createServer((_, response) => response.end("secret")).listen(0, "127.0.0.1");
    await once(inside, "listening");
    const asked = vi.fn();
    inside.on("request", asked);
    const redirecting = await redirectTo(`http://127.0.0.1:${(inside.address() as AddressInfo).port}/`);
    expect(redirecting.status).toBe(307);
    expect(asked).not.toHaveBeenCalled();
    await closed(inside);
  });

  it("can be loosened by tests alone [V15.2.3]", async () => {
    vi.stubEnv("NODE_ENV", "production");
    vi.resetModules();
    const { OutsideClient: InProduction } = await import("#src/platform/http/outside.ts");
    expect(() => new InProduction({ allowsLoopback: true })).toThrow(/only tests/);
    expect(() => new InProduction()).not.toThrow();
  });
});

/** The service redirects what it accepts, so this is a message as it should be. */
async function redirectTo(location: string) {
  const { encryptForBrowser } = await import("#src/features/notifications/sending/push/encrypt.ts");
  const { vapidHeader } = await import("#src/features/notifications/sending/push/vapid.ts");
  const browser = service.addBrowser({ status: 307, headers: { location } });
  const keys = { p256dh: browser.pair.getPublicKey(), auth: browser.auth };
  return client.post(browser.endpoint, {
    ...call,
    headers: {
      authorization: vapidHeader(browser.endpoint, testVapid, new Date()),
      "content-encoding": "aes128gcm",
      ttl: "60",
      urgency: "normal",
    },
    body: encryptForBrowser(Buffer.from("x"), keys),
  });
}

async function closed(server: Server): Promise<void> {
  await new Promise((done) => server.close(done));
}
