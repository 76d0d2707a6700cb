import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "#src/platform/log/log.ts";
import { LogSender } from "#src/platform/log/log-sender.ts";
import { makeCertificate } from "../../../tests/support/certificate.ts";

type LogRecord = {
  severityText: string;
  body: { stringValue: string };
  attributes: { key: string; value: Record<string, unknown> }[];
};

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: http.Server, port = 0): Promise<number> {
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A collector that keeps what it is sent. */
function receiver(statusOf = () => 200) {
  const records: LogRecord[] = [];
  const requests: { authorization: string | undefined; count: number }[] = [];
  const listen: RequestListener = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const status = statusOf();
    const { resourceLogs } = JSON.parse(body);
    const got: LogRecord[] = resourceLogs[0].scopeLogs[0].logRecords;
    requests.push({ authorization: request.headers.authorization, count: got.length });
    if (status === 200) records.push(...got);
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  };
  return {
    records,
    requests,
    server: http.createServer(listen),
    words: () => records.map(({ body }) => body.stringValue),
  };
}

const line = (msg: string) => JSON.stringify({ level: "info", time: "2026-12-01T00:00:00.000Z", pid: 1, msg });
const quick = { everyMs: 20, mostPauseMs: 100 };
const ignored = () => {};

describe("the log that is sent elsewhere", () => {
  it("arrives as records of OpenTelemetry, redacted as on standard output, with the token [V16.4.3]", async () => {
    const { records, requests, server } = receiver();
    const port = await listening(server);
    const sender = new LogSender({ url: `http://127.0.0.1:${port}/v1/logs`, token: "t-1" }, ignored, quick);
    const output: string[] = [];
    const log = createLog("info", { write: (text) => void output.push(text) }, sender);
    log.child({ requestId: "r1" }).warn({ user: { id: "u1", name: "Ada" }, count: 3, share: 0.5, is: true }, "slow");
    await expect.poll(() => records.length).toBe(1);
    expect(requests[0]?.authorization).toBe("Bearer t-1");
    expect(records[0]).toMatchObject({ severityText: "WARN", severityNumber: 13, body: { stringValue: "slow" } });
    expect(Object.fromEntries(records[0]?.attributes.map(({ key, value }) => [key, value]) ?? [])).toEqual({
      requestId: { stringValue: "r1" },
      user: {
        kvlistValue: {
          values: [
            { key: "id", value: { stringValue: "u1" } },
            { key: "name", value: { stringValue: "[redacted]" } },
          ],
        },
      },
      count: { intValue: "3" },
      share: { doubleValue: 0.5 },
      is: { boolValue: true },
    });
    expect(output).toHaveLength(1);
  });

  it("waits while the collector is away, and arrives in order when it is back", async () => {
    const away = receiver();
    const port = await listening(away.server);
    away.server.close();
    const outages: string[] = [];
    const sender = new LogSender(
      { url: `http://127.0.0.1:${port}/v1/logs`, token: undefined },
      (why) => void outages.push(why),
      { ...quick, mostBatch: 10 },
    );
    for (let n = 0; n < 35; n += 1) sender.add(line(`line ${n}`));
    await expect.poll(() => outages.length).toBe(1);
    await sleep(200);
    expect(outages).toHaveLength(1);
    const back = receiver();
    await listening(back.server, port);
    await expect.poll(() => back.records.length).toBe(35);
    expect(back.words()).toEqual(Array.from({ length: 35 }, (_, n) => `line ${n}`));
    expect(back.requests.map(({ count }) => count)).toEqual([10, 10, 10, 5]);
  });

  it("keeps no more than it may, drops the oldest, and says how many", async () => {
    const { records, server, words } = receiver();
    const port = await listening(server);
    const limits = { ...quick, everyMs: 100, mostWaiting: 100, mostBatch: 1_000, lineChars: 200 };
    const sender = new LogSender({ url: `http://127.0.0.1:${port}/`, token: undefined }, ignored, limits);
    for (let n = 0; n < 10_000; n += 1) sender.add(line(`line ${n}`));
    sender.add(line("x".repeat(500)));
    expect(sender.waiting).toBeLessThanOrEqual(100);
    await expect.poll(() => records.length).toBeGreaterThan(50);
    const last = records.at(-1);
    expect(last?.body.stringValue).toBe("lines of the log were dropped");
    const dropped = Number(last?.attributes.find(({ key }) => key === "dropped")?.value.intValue);
    expect(dropped + records.length - 1).toBe(10_001);
    expect(words()).toContain("line 9999");
  });

  it("does not repeat what is refused for good, and repeats what is refused for now", async () => {
    const answers = [503, 400, 200];
    const { requests, server, words } = receiver(() => answers.shift() ?? 200);
    const port = await listening(server);
    const sender = new LogSender({ url: `http://127.0.0.1:${port}/`, token: undefined }, ignored, quick);
    sender.add(line("first"));
    await expect.poll(() => requests.length).toBe(2);
    sender.add(line("second"));
    await expect.poll(() => words()).toEqual(["second", "lines of the log were dropped"]);
  });

  it("never holds up who logs, nor the end of the process, though the collector does not answer", async () => {
    const port = await listening(http.createServer(() => {}));
    const sender = new LogSender({ url: `http://127.0.0.1:${port}/`, token: undefined }, ignored, quick);
    const startedAt = performance.now();
    for (let n = 0; n < 1_000; n += 1) sender.add(line("one"));
    expect(performance.now() - startedAt).toBeLessThan(200);
    await sender.flush(300);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(sender.waiting).toBeGreaterThan(0);
  });

  it("sends what waits when the process ends", async () => {
    const { words, server } = receiver();
    const port = await listening(server);
    const sender = new LogSender({ url: `http://127.0.0.1:${port}/`, token: undefined }, ignored, { everyMs: 60_000 });
    for (let n = 0; n < 3; n += 1) sender.add(line(`line ${n}`));
    await sender.flush();
    expect(words()).toEqual(["line 0", "line 1", "line 2"]);
  });

  it("sends nothing to a server whose certificate nobody vouches for", async () => {
    const { records } = receiver();
    let asked = 0;
    const { key, cert } = makeCertificate();
    const port = await listening(
      https.createServer({ key, cert }, (_request, response) => {
        asked += 1;
        response.end();
      }),
    );
    const outages: string[] = [];
    const sender = new LogSender(
      { url: `https://localhost:${port}/`, token: undefined },
      (why) => void outages.push(why),
      quick,
    );
    sender.add(line("secret"));
    await expect.poll(() => outages).toEqual([expect.stringMatching(/certificate/i)]);
    await expect.poll(() => sender.waiting).toBe(1);
    expect([asked, records.length]).toEqual([0, 0]);
  });
});
