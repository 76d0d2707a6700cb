import { readFileSync } from "node:fs";
import http from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAlive, sleep, waitForExit } from "#src/processes/start/postmaster.mjs";
import { startDemoProgram } from "../support/demo-program.ts";
import { type SignedIn, signIn } from "../support/http-client.ts";
import { discardProgram, type Program } from "../support/program.ts";
import { openSocket } from "../support/socket.ts";

let program: Program;
let student: SignedIn;

beforeAll(async () => {
  program = await startDemoProgram({ env: { RATE_LIMIT_PER_MINUTE: "100000" } });
  student = await signIn(program.address, "student@demo.test");
});
afterAll(() => discardProgram(program));

const pages = ["/dashboard/student", "/dashboard", "/settings", "/sign-in", "/nothing-here", "/dashboard/nothing", "/"];

describe("the web process", () => {
  it("does not end over requests for pages, whatever they ask for and however early their clients leave", async () => {
    const before = program.pidOf("web");
    const strange = [
      "/%",
      "/%zz",
      "/dashboard/student?next=%00",
      "//",
      "/_next/static/none.js",
      "/dashboard/student?_rsc=1",
    ];
    const leave = async (path: string, waitMs: number) => {
      const socket = connect(program.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${student.cookie}\r\nRSC: ${waitMs % 2}\r\n\r\n`,
      );
      await sleep(waitMs);
      socket.resetAndDestroy();
    };
    for (const path of [...pages, ...strange]) {
      await Promise.all([0, 5, 20, 60, 151].map((waitMs) => leave(path, waitMs)));
      await leave(path, 600);
    }
    const answer = await fetch(`${program.address}/dashboard/student`, { headers: { cookie: student.cookie } });
    expect(answer.status).toBe(200);
    expect(program.pidOf("web")).toBe(before);
    expect(readFileSync(join(program.dir, "log", "web.log"), "utf8")).not.toContain("over a fault");
  });

  it("answers every request that it took when it is told to stop, ends with 0, and starts again at once", async () => {
    const before = program.pidOf("web") ?? 0;
    const lost: string[] = [];
    let answered = 0;
    let isOver = false;
    const clients = Array.from({ length: 24 }, async (_, n) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      while (!isOver) {
        const path = n % 4 === 0 ? (pages[(n / 4) % pages.length] ?? "/") : "/api/competency-progress";
        const outcome = await new Promise<string>((done) => {
          const headers = { cookie: student.cookie };
          const request = http.get({ host: "127.0.0.1", port: program.port, agent, path, headers }, (response) => {
            response.resume();
            response.once("end", () => done(response.statusCode === 503 ? "503" : "answered"));
            response.once("error", (error) => done(error.message));
          });
          request.once("error", (error: NodeJS.ErrnoException) => {
            const isRefused = error.code === "ECONNREFUSED" || !request.reusedSocket;
            done(isRefused ? "refused" : `${path}: ${error.message}`);
          });
        });
        if (outcome === "answered") answered += 1;
        else if (outcome === "refused") await sleep(20);
        else lost.push(outcome);
        await sleep(Math.random() * 10);
      }
      agent.destroy();
    });
    const socket = await openSocket(program.address, { token: student.token });
    await until(() => answered > 300);

    const from = performance.now();
    process.kill(before, "SIGTERM");
    expect((await socket.closed).code).toBe(1012);
    expect(await waitForExit(before, 10_000)).toBe(true);
    const tookMs = performance.now() - from;
    await until(() => program.pidOf("web") !== undefined && program.pidOf("web") !== before);
    const startedMs = performance.now() - from;
    await program.untilReady();
    const awayMs = performance.now() - from;
    const answeredBefore = answered;
    await until(() => answered > answeredBefore + 50);
    isOver = true;
    await Promise.all(clients);

    expect(lost).toEqual([]);
    expect(tookMs).toBeLessThan(5_000);
    expect(startedMs - tookMs).toBeLessThan(500);
    expect(program.output()).toContain("The web process ended (exit code 0); it starts again in 0 s.");
    expect(isAlive(program.pidOf("web") ?? 0)).toBe(true);
    process.stdout.write(`stopped after ${Math.round(tookMs)} ms, ready again after ${Math.round(awayMs)} ms\n`);
  });
});

async function until(condition: () => boolean, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error("It did not happen in time.");
    await sleep(10);
  }
}
