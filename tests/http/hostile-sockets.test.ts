import { readdirSync } from "node:fs";
import type http from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { realtimePath } from "#src/client/realtime-protocol.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { createHttpServer } from "#src/processes/http-server.ts";
import { attachRealtime, type Realtime } from "#src/realtime/server.ts";
import { useDatabase } from "../support/database.ts";
import { openSocket } from "../support/socket.ts";
import { type Person, people } from "../support/two-schools.ts";

/** What a client may do to the server's sockets: its memory and its descriptors stay as they were. */
useDatabase();

let server: http.Server;
let realtime: Realtime;
let port = 0;
/** The server's ends of the open connections. */
const accepted = new Set<Socket>();
const clients: Socket[] = [];

beforeAll(async () => {
  server = createHttpServer((_request, response) => response.end("hello"), { headersMs: 1_000, checkMs: 200 });
  server.on("connection", (socket) => {
    accepted.add(socket);
    socket.once("close", () => accepted.delete(socket));
  });
  realtime = attachRealtime(server);
  await bus().ready();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address && typeof address === "object") port = address.port;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});
afterAll(async () => {
  await realtime.close();
  server.close();
  await closeBus();
  await closePools();
});

const tokenOf = (person: Person) => {
  const { id, role, schoolId } = people[person];
  return signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session-${person}` });
};

/** A client that never closes its side, whatever the server does. */
async function connected(): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  clients.push(socket);
  await new Promise((done) => socket.once("connect", done));
  return socket;
}

function handshake(lines: { start?: string; key?: string; version?: string; more?: string }): string {
  const { start = `GET ${realtimePath} HTTP/1.1`, key = "dGhlIHNhbXBsZSBub25jZQ==", version = "13", more = "" } = lines;
  return (
    `${start}\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: ${key}\r\n${more}\r\n`
  );
}

describe("an upgrade that is not a handshake", () => {
  const signedIn = `Sec-WebSocket-Protocol: competency.v1, bearer.${tokenOf("amina")}\r\n`;
  const shapes: Record<string, string> = {
    "two slashes": handshake({ start: "GET // HTTP/1.1" }),
    "a host that is not ours": handshake({ more: signedIn }).replace("Host: localhost", "Host: evil.test"),
    "two slashes and a host": handshake({ start: `GET //localhost${realtimePath} HTTP/1.1` }),
    "a port that is none": handshake({ start: "GET //localhost:port/ HTTP/1.1" }),
    "an empty URL": handshake({ start: "GET http:// HTTP/1.1" }),
    "a URL without a host": handshake({ start: `GET http://${realtimePath} HTTP/1.1` }),
    "a URL with a port that is none": handshake({ start: "GET http://localhost:99999/ HTTP/1.1" }),
    "a whole URL": handshake({ start: `GET http://localhost${realtimePath} HTTP/1.1` }),
    "an asterisk": handshake({ start: "OPTIONS * HTTP/1.1" }),
    "escapes that are none": handshake({ start: `GET ${realtimePath}?%zz=%&lastEventId=%ff HTTP/1.1` }),
    "another path of the API": handshake({ start: "GET /api/me HTTP/1.1" }),
    "the path of a page": handshake({ start: "GET /dashboard HTTP/1.1" }),
    "the path of a script": handshake({ start: "GET /_next/hmr HTTP/1.1" }),
    "a method with a body": handshake({
      start: `POST ${realtimePath} HTTP/1.1`,
      more: `Content-Length: 5\r\n${signedIn}`,
    }),
    "nobody signed in": handshake({}),
    "a bad key": handshake({ key: "short", more: signedIn }),
    "a bad version": handshake({ version: "1", more: signedIn }),
    "a bad protocol": handshake({ more: `Sec-WebSocket-Protocol: ,,, bearer.${tokenOf("amina")}\r\n` }),
    "no headers of a handshake": `GET ${realtimePath} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${signedIn}\r\n`,
    "another protocol": "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "half a request line": "GET /api/realt",
    "half a header": `GET ${realtimePath} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgr`,
    nothing: "",
    "what is no HTTP": "\u0000\u0001\u0002\r\n\r\n",
  };

  it("leaves no descriptor, a thousand times in every shape, though the clients never close", async () => {
    const before = readdirSync("/proc/self/fd").length;
    const texts = Object.values(shapes);
    let sent = 0;
    while (sent < 1_000) {
      for (const text of texts) {
        const client = await connected();
        // Some read the answer, some do not.
        if (sent % 2 === 0) client.resume();
        client.write(text);
        sent += 1;
      }
      if (sent % (texts.length * 10) === 0) await sleep(20);
    }
    await expect.poll(() => accepted.size, { timeout: 15_000 }).toBe(0);
    for (const client of clients.splice(0)) client.destroy();
    await expect.poll(() => readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before + 5);
  });

  it("is answered wherever it is whole", async () => {
    const whole = Object.entries(shapes).filter(([name]) => !/half|nothing|no HTTP/.test(name));
    const answers: Record<string, string> = {};
    for (const [name, text] of whole) {
      const client = await connected();
      client.on("data", (chunk) => {
        answers[name] = (answers[name] ?? "") + String(chunk);
      });
      client.write(text);
    }
    await expect.poll(() => accepted.size, { timeout: 5_000 }).toBe(0);
    const statuses = whole.map(([name]) => [name, answers[name]?.slice(0, 10)]);
    expect(statuses).toEqual(whole.map(([name]) => [name, "HTTP/1.1 4"]));
  });

  it("does not keep others from opening a socket", async () => {
    const socket = await openSocket(`http://127.0.0.1:${port}`, { token: tokenOf("dora") });
    await socket.close();
  });
});

describe("a client that sends and never reads", () => {
  /** Frames of a client are masked; a mask of zeros leaves the text as it is. */
  const frameOf = (opcode: number, text: string) =>
    Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

  it.each([
    ["pings of ours", frameOf(1, "ping")],
    ["pings of the protocol", frameOf(9, "x".repeat(125))],
    ["pongs that nobody asked for", frameOf(10, "")],
    [
      "fragments without an end",
      Buffer.concat([Buffer.from([0x01, 0x80, 0, 0, 0, 0]), Buffer.from([0x00, 0x80, 0, 0, 0, 0])]),
    ],
  ])("is closed before its %s fill the memory", async (_what, frame) => {
    const client = await connected();
    client.write(handshake({ more: `Sec-WebSocket-Protocol: competency.v1, bearer.${tokenOf("amina")}\r\n` }));
    await new Promise((ready) => client.once("data", ready));
    client.pause();
    const many = Buffer.concat(Array.from({ length: 1_000 }, () => frame));
    let mostWaiting = 0;
    const until = Date.now() + 10_000;
    while (accepted.size > 0 && Date.now() < until) {
      if (client.writableLength < 1024 * 1024) client.write(many);
      for (const socket of accepted) mostWaiting = Math.max(mostWaiting, socket.writableLength);
      await new Promise((done) => setImmediate(done));
    }
    expect(accepted.size).toBe(0);
    expect(mostWaiting).toBeLessThan(300 * 1024);
    expect(await metricsText()).toMatch(/realtime_sockets_open 0/);
  });

  it("while one that sends a ping now and then stays", async () => {
    const socket = await openSocket(`http://127.0.0.1:${port}`, { token: tokenOf("ben") });
    const carried: string[] = [];
    socket.ws.on("pong", (data) => void carried.push(data.toString()));
    for (let n = 0; n < 5; n += 1) {
      socket.ws.send("ping");
      socket.ws.ping(`carried-${n}`);
    }
    await expect.poll(() => socket.texts.length).toBe(5);
    expect(carried).toEqual(["carried-0", "carried-1", "carried-2", "carried-3", "carried-4"]);
    await sleep(200);
    expect(socket.ws.readyState).toBe(socket.ws.OPEN);
    await socket.close();
  });
});

describe("the sockets of a person", () => {
  it("are limited to twenty, those that are being opened and that are slow to close included", async () => {
    const token = tokenOf("carl");
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, () => openSocket(`http://127.0.0.1:${port}`, { token })),
    );
    const open = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    expect(open.length).toBe(20);
    // They do not answer the close, so they still take memory.
    for (const { ws } of open) {
      ws.pause();
      ws.send("not a ping");
    }
    await sleep(100);
    await expect(openSocket(`http://127.0.0.1:${port}`, { token })).rejects.toThrow("refused with 429");
    await expect.poll(() => accepted.size, { timeout: 5_000 }).toBe(0);
    const again = await openSocket(`http://127.0.0.1:${port}`, { token });
    await again.close();
  });
});
