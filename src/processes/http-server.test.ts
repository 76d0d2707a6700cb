import http from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createHttpServer, prepareDrain } from "#src/processes/http-server.ts";

async function listening(server: http.Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

describe("prepareDrain", () => {
  it("loses no request of clients that keep their connections and send without a pause", async () => {
    const server = createHttpServer((request, response) => {
      setTimeout(() => response.end("done"), request.url === "/slow" ? 900 : Math.random() * 8);
    });
    const drain = prepareDrain(server);
    const port = await listening(server);
    const lost: string[] = [];
    let answered = 0;
    let last = 0;
    let closing = 0;
    const clients = Array.from({ length: 40 }, async (_, n) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        await sleep(Math.random() * 12);
        const outcome = await new Promise<string>((done) => {
          const request = http.get({ port, agent, path: n === 0 ? "/slow" : "/" }, (response) => {
            if (response.headers.connection === "close") closing += 1;
            response.resume();
            response.once("end", () => done("answered"));
            response.once("error", (error) => done(error.message));
          });
          request.once("error", (error: NodeJS.ErrnoException) => {
            done(error.code === "ECONNREFUSED" || !request.reusedSocket ? "refused" : error.message);
          });
        });
        if (outcome === "refused") break;
        if (outcome === "answered") {
          answered += 1;
          last = performance.now();
        } else lost.push(outcome);
      }
      agent.destroy();
    });
    await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThan(400);
    const from = performance.now();
    await drain();
    const tookMs = performance.now() - from;
    await Promise.all(clients);
    expect(lost).toEqual([]);
    expect(closing).toBeGreaterThanOrEqual(39);
    expect(last - from).toBeLessThan(tookMs + 100);
    expect(tookMs).toBeLessThan(2_500);
  });

  it("closes connections that are idle, and cuts what does not end", { timeout: 12_000 }, async () => {
    let arrive = () => {};
    const arrived = new Promise<void>((done) => {
      arrive = done;
    });
    const server = createHttpServer(() => arrive());
    const drain = prepareDrain(server);
    const port = await listening(server);
    const idle = connect(port, "127.0.0.1");
    const closedAt = new Promise<number>((done) => idle.once("close", () => done(performance.now())));
    idle.resume();
    const hanging = fetch(`http://127.0.0.1:${port}/`).catch(() => "cut");
    await arrived;
    const from = performance.now();
    await drain();
    expect((await closedAt) - from).toBeLessThan(1_500);
    expect(performance.now() - from).toBeGreaterThan(5_000);
    expect(performance.now() - from).toBeLessThan(7_500);
    expect(await hanging).toBe("cut");
  });

  it("closes a connection that does not send its headers in time", async () => {
    const server = createHttpServer(() => {}, { headersMs: 200, checkMs: 50 });
    const port = await listening(server);
    const half = connect(port, "127.0.0.1");
    half.write("GET / HTTP/1.1\r\nHos");
    let answer = "";
    half.on("data", (chunk) => {
      answer += String(chunk);
    });
    await new Promise((closed) => half.once("close", closed));
    expect(answer).toContain("408");
    server.close();
  });
});
