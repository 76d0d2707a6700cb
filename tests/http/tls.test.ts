import { mkdtempSync, writeFileSync } from "node:fs";
import type http from "node:http";
import https from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { makeCertificate } from "../support/certificate.ts";
import { useDatabase } from "../support/database.ts";
import { people } from "../support/two-schools.ts";

const database = useDatabase();
const certificate = makeCertificate();
const dir = mkdtempSync(join(tmpdir(), "competency-https-"));
const paths = { cert: join(dir, "cert.pem"), key: join(dir, "key.pem") };
writeFileSync(paths.cert, certificate.cert);
writeFileSync(paths.key, certificate.key);
vi.stubEnv("TLS_CERT", paths.cert);
vi.stubEnv("TLS_KEY", paths.key);
vi.stubEnv("APP_URL", "");

let server: http.Server;
let realtime: { close(): Promise<void> };
let port = 0;
let token = "";
/** Of a session that the test signs out. */
let ending = "";

/** The parts of the web process, but for its pages. */
beforeAll(async () => {
  const { getRequestListener } = await import("@hono/node-server");
  const { createApi } = await import("#src/http/api.ts");
  const { healthEndpoints } = await import("#src/http/health.ts");
  const { createHttpServer } = await import("#src/processes/http-server.ts");
  const { readCertificate } = await import("#src/processes/server-certificate.ts");
  const { attachRealtime } = await import("#src/realtime/server.ts");
  const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
  const { bus } = await import("#src/platform/bus/open-bus.ts");
  const { arrangeTwoSchools } = await import("../support/api.ts");
  await arrangeTwoSchools(database.owner());
  const api = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
  const health = healthEndpoints();
  server = createHttpServer(
    (request, response) => void (health[request.url ?? ""] ?? api)(request, response),
    {},
    readCertificate(paths),
  );
  realtime = attachRealtime(server);
  await bus().ready();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address && typeof address === "object") port = address.port;
  const { id, role, schoolId } = people.amina;
  const tokenOf = (sessionId: string) => signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId });
  token = tokenOf("stays");
  ending = tokenOf("ends");
});
afterAll(async () => {
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  const { closePools } = await import("#src/platform/db/client.ts");
  await realtime.close();
  server.closeAllConnections();
  server.close();
  await closeBus();
  await closePools();
  vi.unstubAllEnvs();
});

const get = (path: string, headers: Record<string, string> = {}, method = "GET", body = "") =>
  new Promise<http.IncomingMessage>((resolve, reject) => {
    https
      .request(
        { port, host: "localhost", family: 4, path, method, headers, ca: certificate.cert, agent: false },
        resolve,
      )
      .once("error", reject)
      .end(body);
  });

it("serves the API, cookies that are secure, the probes, streams and sockets over TLS alone [V12.2.1]", async () => {
  expect((await get("/healthz")).statusCode).toBe(200);
  expect((await get("/readyz")).statusCode).toBe(200);
  const own = await get("/api/me", { authorization: `Bearer ${token}` });
  expect(own.statusCode).toBe(200);

  const origin = `https://localhost:${port}`;
  const json = { "content-type": "application/json" };
  const cookied = { cookie: `__Host-access=${ending}` };
  const out = await get("/api/auth/sign-out", { ...json, ...cookied, origin }, "POST", "{}");
  expect(out.statusCode).toBe(200);
  expect(out.headers["set-cookie"]?.every((cookie) => /^__(Host|Secure)-.*; Secure$/.test(cookie))).toBe(true);
  const crossed = await get(
    "/api/auth/sign-out",
    { ...json, ...cookied, origin: `http://localhost:${port + 1}` },
    "POST",
    "{}",
  );
  expect(crossed.statusCode).toBe(403);

  const stream = await get("/api/realtime/stream", { authorization: `Bearer ${token}`, accept: "text/event-stream" });
  expect([stream.statusCode, stream.headers["content-type"]]).toEqual([
    200,
    expect.stringContaining("text/event-stream"),
  ]);
  stream.destroy();

  const socket = new WebSocket(
    `wss://localhost:${port}/api/realtime/competency-updates`,
    ["competency.v1", `bearer.${token}`],
    {
      ca: certificate.cert,
      family: 4,
    },
  );
  await new Promise((open, failed) => socket.once("open", open).once("error", failed));
  socket.send("ping");
  const pong = await new Promise((done) => socket.once("message", (data) => done(String(data))));
  expect(pong).not.toBe("");
  socket.terminate();

  const plain = connect(port, "127.0.0.1");
  plain.on("error", () => {});
  let got = "";
  plain.on("data", (data) => {
    got += String(data);
  });
  plain.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((closed) => plain.once("close", closed));
  expect(got).not.toContain("200");
});
