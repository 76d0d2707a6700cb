import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { NotedErrors } from "#src/platform/errors/noted-errors.ts";
import { addressOf, SentrySender } from "#src/platform/errors/sentry-sender.ts";

type Item = { header: Record<string, unknown>; payload: Buffer };
type Taken = { url: string; headers: http.IncomingHttpHeaders; header: Record<string, unknown>; items: Item[] };

/** As the format is published: a line of headers, then for each item its headers and so many bytes. */
function parseEnvelope(body: Buffer): Pick<Taken, "header" | "items"> {
  let at = 0;
  const line = () => {
    const end = body.indexOf("\n", at);
    const text = body.subarray(at, end < 0 ? body.length : end).toString();
    at = end < 0 ? body.length : end + 1;
    return JSON.parse(text);
  };
  const header = line();
  const items: Item[] = [];
  while (at < body.length) {
    const itemHeader = line();
    const payload = body.subarray(at, at + itemHeader.length);
    at += itemHeader.length;
    if (payload.length !== itemHeader.length || (at < body.length && body[at] !== 10)) throw new Error("wrong length");
    at += 1;
    items.push({ header: itemHeader, payload });
  }
  return { header, items };
}

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function service(answer: (nth: number) => number = () => 200, headers: Record<string, string> = {}) {
  const taken: Taken[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    taken.push({ url: request.url ?? "", headers: request.headers, ...parseEnvelope(Buffer.concat(chunks)) });
    response.writeHead(answer(taken.length), headers).end("{}");
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { taken, port: (server.address() as AddressInfo).port };
}

function senderTo(port: number) {
  const outages: string[] = [];
  const options = { release: "1.2.3", environment: "production", onOutage: (why: string) => void outages.push(why) };
  const sender = new SentrySender(`http://publickey@127.0.0.1:${port}/some/path/42`, options);
  const noted = new NotedErrors();
  noted.listeners.add((error) => sender.add(error));
  return { sender, noted, outages };
}

const letters = (n: number) => String(n).replace(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "");

describe("errors that are forwarded", () => {
  it("go to the project that the address names", () => {
    expect(addressOf("https://abc@o1.sentry.test/99")).toEqual({
      url: "https://o1.sentry.test/api/99/envelope/",
      key: "abc",
    });
    expect(addressOf("https://abc@glitch.school.org:8443/sub/7").url).toBe(
      "https://glitch.school.org:8443/sub/api/7/envelope/",
    );
  });

  it("are envelopes with one event each, scrubbed", async () => {
    const { taken, port } = await service();
    const { sender, noted } = senderTo(port);
    const error = new RangeError("no place for 'Ada Lovelace' ä");
    error.stack = "RangeError: x\n    at inner (src/features/a.ts:3:7)\n    at outer (node_modules/pg/lib/b.js:1:2)";
    noted.note(error, { route: "GET /api/things/:id" });
    await sender.flush();
    expect(taken).toHaveLength(1);
    const [{ url, headers, header, items } = taken[0] as Taken] = taken;
    expect(url).toBe("/some/path/api/42/envelope/");
    expect(headers["content-type"]).toBe("application/x-sentry-envelope");
    expect(headers["x-sentry-auth"]).toMatch(/^Sentry sentry_version=7, sentry_client=\S+, sentry_key=publickey$/);
    expect(header.event_id).toMatch(/^[0-9a-f]{32}$/);
    expect(items.map(({ header: { type } }) => type)).toEqual(["event"]);
    const event = JSON.parse(items[0]?.payload.toString() ?? "");
    expect(event).toMatchObject({
      event_id: header.event_id,
      platform: "node",
      level: "error",
      release: "1.2.3",
      environment: "production",
      transaction: "GET /api/things/:id",
      tags: { process: "web" },
      exception: {
        values: [
          {
            type: "RangeError",
            value: "no place for …",
            stacktrace: {
              frames: [
                { function: "outer", filename: "node_modules/pg/lib/b.js", lineno: 1, colno: 2, in_app: false },
                { function: "inner", filename: "src/features/a.ts", lineno: 3, colno: 7, in_app: true },
              ],
            },
          },
        ],
      },
    });
    expect(items[0]?.payload.toString()).not.toContain("Ada");
  });

  it("are one a minute of a group, and fifty at once", async () => {
    const { taken, port } = await service();
    const { sender, noted } = senderTo(port);
    for (let n = 0; n < 20; n += 1) noted.note(new Error("again"));
    await sender.flush();
    expect(taken).toHaveLength(1);
    for (let n = 0; n < 90; n += 1) noted.note(new Error(`other ${letters(n)}`));
    await sender.flush(20_000);
    expect(taken.length).toBeLessThanOrEqual(52);
    expect(taken.length).toBeGreaterThan(40);
  });

  it("are not sent again when the service fails, which is said once", async () => {
    const { taken, port } = await service(() => 500);
    const { sender, noted, outages } = senderTo(port);
    noted.note(new Error("one"));
    await sender.flush();
    noted.note(new Error("two"));
    await sender.flush();
    expect(taken).toHaveLength(2);
    expect(outages).toEqual(["it answered 500"]);
  });

  it("wait until a service wants more", async () => {
    const { taken, port } = await service(() => 429, { "retry-after": "120" });
    const { sender, noted } = senderTo(port);
    noted.note(new Error("one"));
    await sender.flush();
    noted.note(new Error("two"));
    await sender.flush();
    expect(taken).toHaveLength(1);
  });

  it("hold nobody up when the service does not answer or is away", async () => {
    const server = http.createServer(() => {});
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { sender, noted } = senderTo((server.address() as AddressInfo).port);
    const startedAt = performance.now();
    for (let n = 0; n < 200; n += 1) noted.note(new Error(`other ${letters(n)}`));
    await sender.flush(100);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const away = senderTo(1);
    away.noted.note(new Error("one"));
    await away.sender.flush();
    expect(away.outages).toHaveLength(1);
  });
});
