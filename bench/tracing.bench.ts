import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import pg from "pg";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { withDatabase } from "./database.ts";
import { seedSchool } from "./seed.ts";

/**
 * `node bench/tracing.bench.ts [requests]`: CPU of the web process for a request of one row, without traces, with one
 * trace in ten and with all of them, exported to a receiver here that throws them away. The processes take turns, so
 * that what else the machine does is the same for each.
 */
const runs = Number(process.argv[2] ?? 2_000);
const turns = 4;
const path = "/api/assessment-requests/rules";
const actor = { kind: "user", userId: "bench_admin", role: "SCHOOL_ADMIN", schoolId: "bench", sessionId: "b" } as const;

async function main({ url }: { url: string }): Promise<void> {
  const children: ChildProcess[] = [];
  const owner = new pg.Client(url);
  let receivedBytes = 0;
  const receiver = http.createServer((request, response) => {
    request.on("data", (chunk: Buffer) => {
      receivedBytes += chunk.length;
    });
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  try {
    await owner.connect();
    await seedSchool(owner, 20);
    const receiverPort = await freePort();
    receiver.listen(receiverPort, "127.0.0.1");
    const to = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiverPort}` };
    const kinds = [
      { name: "no traces", settings: {} },
      { name: "one trace in ten", settings: { ...to, OTEL_TRACES_SAMPLER_ARG: "0.1" } },
      { name: "all traces", settings: { ...to, OTEL_TRACES_SAMPLER_ARG: "1" } },
    ];
    const measured = [];
    for (const { name, settings } of kinds) {
      const web = await start({ ...process.env, ...settings }, children);
      await ask(web.port, 500);
      measured.push({ name, web, spentMs: 0 });
    }
    for (let turn = 0; turn < turns; turn += 1) {
      for (const one of measured) {
        const before = cpuMs(one.web.pid);
        await ask(one.web.port, runs / turns);
        one.spentMs += cpuMs(one.web.pid) - before;
      }
    }
    for (const { name, spentMs } of measured) {
      process.stdout.write(`${name.padEnd(20)} ${(spentMs / runs).toFixed(3)} ms CPU a request\n`);
    }
    process.stdout.write(`${receivedBytes} bytes of traces\n`);
  } finally {
    await owner.end().catch(() => {});
    receiver.closeAllConnections();
    receiver.close();
    for (const child of children) child.kill("SIGKILL");
  }
}

async function ask(port: number, count: number): Promise<void> {
  const headers = { authorization: `Bearer ${signAccessToken(actor)}` };
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}

async function start(env: NodeJS.ProcessEnv, children: ChildProcess[]): Promise<{ pid: number; port: number }> {
  const port = await freePort();
  const child = fork("bench/api-only.ts", [], { env: { ...env, PORT: String(port) } });
  children.push(child);
  await once(child, "message");
  return { pid: child.pid ?? 0, port };
}

await withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, main);
