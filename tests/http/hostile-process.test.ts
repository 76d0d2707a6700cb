import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realtimePath } from "#src/client/realtime-protocol.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { useDatabase } from "../support/database.ts";
import { people } from "../support/two-schools.ts";

useDatabase();

const mebibyte = 1024 * 1024;
/** A masked frame of 125 bytes, the most that a ping may have (RFC 6455, 5.5). */
const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125, "x")]);
const manyPings = Buffer.concat(Array.from({ length: 8_000 }, () => ping));
const pingedBytes = 100 * mebibyte;
/** Node gives memory back when it likes; what was sent is half as much again. */
const mostGrowthBytes = 64 * mebibyte;

/** As `hostile-sockets.test.ts`, which holds the parts of the server to it, for a process of its own. */
describe.runIf(process.platform === "linux")("the web process", () => {
  let web: ChildProcess;
  let port = 0;
  let token = "";
  beforeAll(async () => {
    const { id, role, schoolId } = people.amina;
    token = signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: "session" });
    web = fork(join(import.meta.dirname, "../support/web-process.ts"));
    const [started] = await once(web, "message");
    ({ port } = started);
  }, 180_000);
  afterAll(() => void web.kill("SIGKILL"));

  const descriptors = () => readdirSync(`/proc/${web.pid}/fd`).length;
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${web.pid}/status`, "utf8"))?.[1]) * 1024;

  const connected = async (): Promise<Socket> => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", () => {});
    await new Promise((done) => socket.once("connect", done));
    return socket;
  };
  const handshake = (path: string, more: string) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;
  const key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const bearer = () => `Sec-WebSocket-Protocol: competency.v1, bearer.${token}\r\n`;

  async function malformedUpgrades(times: number): Promise<void> {
    const texts = [
      handshake("//", key),
      handshake("/none", key),
      handshake("/_next/hmr", key),
      handshake("http://localhost:99999/", key),
      handshake(realtimePath, key),
      handshake(realtimePath, bearer()),
      handshake(realtimePath, `${key.replace("13", "1")}${bearer()}`),
      handshake(realtimePath, `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n${bearer()}`),
      handshake(realtimePath, `${key}Sec-WebSocket-Protocol: ,,, bearer.${token}\r\n`),
      handshake(realtimePath, `${key}${bearer()}`).replace("Host: localhost", "Host: evil.test"),
      `GET ${realtimePath} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgr`,
      "\u0000\u0001\u0002\r\n\r\n",
    ];
    const open: Socket[] = [];
    for (let n = 0; n < times; n += 1) {
      const socket = await connected();
      open.push(socket);
      if (n % 2 === 0) socket.resume();
      socket.write(texts[n % texts.length] ?? "");
      if (open.length >= 100) for (const one of open.splice(0)) one.destroy();
    }
    for (const one of open) one.destroy();
  }

  /** From clients that never read an answer, forty at a time; each is closed for it, and another comes. */
  async function pings(bytes: number): Promise<void> {
    let sent = 0;
    const one = async () => {
      while (sent < bytes) sent += await pingUntilClosed();
    };
    await Promise.all(Array.from({ length: 40 }, one));
  }

  async function pingUntilClosed(): Promise<number> {
    const socket = await connected();
    const closed = new Promise((done) => socket.once("close", done));
    socket.write(handshake(realtimePath, `${key}${bearer()}`));
    await Promise.race([new Promise((done) => socket.once("readable", done)), closed]);
    socket.write(manyPings);
    // That the server is gone is seen by whoever writes, and not by whoever does not read.
    for (let n = 0; n < 25 && !socket.destroyed; n += 1) {
      socket.write(ping);
      await Promise.race([closed, sleep(20)]);
    }
    socket.destroy();
    return socket.bytesWritten - socket.writableLength;
  }

  it("has its descriptors and its memory after 1,000 malformed upgrades and 100 MB of pings", {
    timeout: 300_000,
  }, async () => {
    await malformedUpgrades(100);
    await pings(20 * mebibyte);
    await sleep(3_000);
    const before = { descriptors: descriptors(), memory: memory() };
    await malformedUpgrades(1_000);
    await pings(pingedBytes);
    await expect.poll(descriptors, { timeout: 30_000, interval: 500 }).toBeLessThanOrEqual(before.descriptors);
    await expect
      .poll(() => memory() - before.memory, { timeout: 60_000, interval: 1_000 })
      .toBeLessThan(mostGrowthBytes);
    expect(web.exitCode).toBeNull();
    expect((await fetch(`http://127.0.0.1:${port}/api/auth/jwks`)).status).toBe(200);
  });
});
