import { randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { naughtyStrings, wrongValues } from "../support/naughty.ts";
import type { Target } from "./target.ts";

/** One kind of attack; it resolves when its connections are closed, and is started again until the siege is over. */
export type Attack = { name: string; run(target: Target): Promise<void> };

/** Deeper than JSON.stringify goes, so it takes its place in the text. */
const deepMark = "5000 deep";
const deepText = "[".repeat(5_000) + "]".repeat(5_000);

const uploadBytes = 12 * 1024 * 1024;

export const attacks: readonly Attack[] = [
  { name: "malformed upgrades", run: malformedUpgrades },
  { name: "half a request", run: halfRequests },
  { name: "sockets that never read", run: deafSockets },
  { name: "bodies without an end", run: endlessBodies },
  { name: "uploads, every second one cut off", run: uploads },
  { name: "imports that are slow to read", run: slowImports },
  { name: "every endpoint with hostile values", run: hostileValues },
  { name: "repeats under one key", run: repeats },
  { name: "many sign-ins and forgotten passwords", run: signIns },
  { name: "requests that are left", run: leftRequests },
  { name: "pages that are not there", run: strangePages },
];

/** Answers that say "later" are orderly; any other 5xx is a fault. */
export function isFault(status: number, headers: http.IncomingHttpHeaders): boolean {
  return status >= 500 && !(status === 503 && headers["retry-after"] !== undefined);
}

async function malformedUpgrades(target: Target): Promise<void> {
  const targets = [
    "//",
    "/",
    "http://",
    "*",
    "/api/realtime/competency-updates",
    "/%",
    "/dashboard",
    "/\\",
    "////a",
    "/api/x",
  ];
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  const handshakes = [
    `Host: a\r\n${upgrade}\r\n`,
    `Host: \r\n${upgrade}Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    `Host: a\r\n${upgrade}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 99\r\n\r\n`,
    `Host: a\r\n${upgrade}Sec-WebSocket-Protocol: bearer.x, ,,\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n\u0000\u0001`,
  ];
  const method = pick(["GET", "GET", "GET", "OPTIONS", "CONNECT"]);
  await inParallel(100, () => raw(target, `${method} ${pick(targets)} HTTP/1.1\r\n${pick(handshakes)}`, 8_000));
}

async function halfRequests(target: Target): Promise<void> {
  const starts = [
    "GET / HT",
    "POST /api/auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{",
    "GET /api/realtime/competency-updates HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n",
    "",
  ];
  await inParallel(50, () => raw(target, pick(starts), 20_000));
}

/** Speaks the socket's protocol by hand: a client library would read. */
async function deafSockets(target: Target): Promise<void> {
  const ping = Buffer.from([0x81, 0x84, 0, 0, 0, 0, ...Buffer.from("ping")]);
  const protocolPing = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
  const flood = Buffer.concat(Array.from({ length: 2_000 }, () => pick([ping, protocolPing])));
  await inParallel(4, async () => {
    const { token } = pick(target.people);
    const socket = net.connect(target.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.pause();
    socket.write(
      `GET /api/realtime/competency-updates HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer ${token}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    const until = Date.now() + 10_000;
    while (Date.now() < until && !socket.destroyed && socket.writable) {
      if (socket.writableLength < 4 * 1024 * 1024) socket.write(flood);
      await pause(5);
    }
    socket.destroy();
  });
}

async function endlessBodies(target: Target): Promise<void> {
  const piece = Buffer.alloc(64 * 1024, "a");
  await inParallel(6, async () => {
    const endpoint = pick(target.endpoints.filter(({ method }) => method !== "GET"));
    const isForm = Math.random() < 0.4;
    const start = isForm
      ? '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
      : '{"content":"';
    await request(target, {
      method: endpoint.method,
      path: pathOf(target, endpoint.path),
      headers: { "content-type": isForm ? "multipart/form-data; boundary=x" : "application/json" },
      async write(outgoing) {
        outgoing.write(start);
        for (let sent = 0; sent < 3_000 && !outgoing.destroyed && outgoing.writable; sent += 1) {
          if (!outgoing.write(piece)) await drained(outgoing);
        }
      },
      timeoutMs: 30_000,
    });
  });
}

async function uploads(target: Target): Promise<void> {
  const piece = Buffer.alloc(256 * 1024, "%PDF-1.7 ");
  let turn = 0;
  await inParallel(12, async () => {
    turn += 1;
    const isCut = turn % 2 === 0;
    const path = pick(["/api/files", "/api/competency-frameworks/import"]);
    await request(target, {
      method: "POST",
      path,
      headers: {
        "content-type": "multipart/form-data; boundary=x",
        ...(Math.random() < 0.5 ? { "idempotency-key": randomUUID() } : {}),
      },
      async write(outgoing) {
        outgoing.write(`--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`);
        for (let sent = 0; sent < uploadBytes && !outgoing.destroyed; sent += piece.byteLength) {
          if (isCut && sent > uploadBytes / 2) {
            outgoing.destroy();
            return;
          }
          if (!outgoing.write(piece)) await drained(outgoing);
        }
        outgoing.write("\r\n--x--\r\n");
      },
      timeoutMs: 60_000,
    });
  });
}

async function slowImports(target: Target): Promise<void> {
  const long = 1_000_000;
  const texts = ["/", " ", "\\", "[", "<", "&", "*", "a@", "https://a", "\n"].map((text) =>
    text.repeat(long / text.length),
  );
  const text = pick(texts);
  const files = [
    { fileName: "a.csv", content: `code,name,description\nA,Airway,"${text}"\n` },
    { fileName: "a.csv", content: `code,name\nA,"${text}"\n` },
    {
      fileName: "a.json",
      content: JSON.stringify({ CFDocument: { uri: text, title: text }, CFItems: [{ fullStatement: text }] }),
    },
    { fileName: "a.json", content: `${"[".repeat(long)}${"]".repeat(long)}` },
    { fileName: "a.csv", content: `${"a,".repeat(long / 4)}\n` },
  ];
  await call(target, target.admin.token, "POST", "/api/competency-frameworks/import", pick(files));
  await pause(2_000);
}

async function hostileValues(target: Target): Promise<void> {
  const texts = [...naughtyStrings.filter((text) => text.length < 5_000), ...cursors()];
  await inParallel(8, async () => {
    const endpoint = pick(target.endpoints);
    const { token } = pick(target.people);
    const path = pathOf(target, endpoint.path);
    if (endpoint.method === "GET") {
      const names = endpoint.query.length > 0 ? endpoint.query : ["x"];
      await call(target, token, "GET", `${path}?${pick(names)}=${encodeURIComponent(pick(texts).toWellFormed())}`);
      return;
    }
    const body = Object.fromEntries(
      endpoint.body.map((name) => [name, Math.random() < 0.3 ? deepMark : pick<unknown>([...texts, ...wrongValues])]),
    );
    await call(target, token, endpoint.method, path, body, Math.random() < 0.3 ? randomUUID() : undefined);
  });
}

/** Cursors of the right form with values that no list has. */
function cursors(): string[] {
  const values = [
    "2026-01-01T00:00:00+99:99",
    "infinity",
    "-infinity",
    "now",
    "2026-13-45",
    "NaN",
    1e308,
    -1,
    "",
    null,
    {},
  ];
  return values.flatMap((value) =>
    [[value], [value, value], [value, value, value]].map((parts) =>
      Buffer.from(JSON.stringify(parts)).toString("base64url"),
    ),
  );
}

async function repeats(target: Target): Promise<void> {
  const key = randomUUID();
  const { token } = pick(target.people);
  const endpoint = pick(target.endpoints.filter(({ method }) => method === "POST"));
  const path = pathOf(target, endpoint.path);
  const body = target.bodies.get(`${endpoint.method} ${endpoint.path}`) ?? {};
  await Promise.all(
    Array.from({ length: 6 }, (_, n) => call(target, token, "POST", path, n === 5 ? { ...body, other: n } : body, key)),
  );
}

async function signIns(target: Target): Promise<void> {
  await inParallel(16, (n) =>
    n % 4 === 0
      ? call(target, undefined, "POST", "/api/auth/password/forgot", { email: `nobody.${n}.${Date.now()}@demo.test` })
      : call(target, undefined, "POST", "/api/auth/sign-in", {
          email: `nobody.${n}.${Date.now()}@demo.test`,
          password: "not this one at all",
        }),
  );
  await pause(1_000);
}

async function leftRequests(target: Target): Promise<void> {
  const paths = [
    ...target.endpoints.filter(({ method }) => method === "GET").map(({ path }) => pathOf(target, path)),
    "/dashboard",
    "/sign-in",
    "/api/docs",
  ];
  await inParallel(20, () =>
    request(target, {
      method: "GET",
      path: pick(paths),
      token: pick(target.people).token,
      leaveAfterMs: Math.random() * 30,
      timeoutMs: 10_000,
    }),
  );
  await pause(200);
}

async function strangePages(target: Target): Promise<void> {
  await inParallel(6, () => {
    const path = pick(["/dashboard/", "/assessment/", "/", "/_next/", "/api/", "/.well-known/", "/sign-in?next="]);
    return request(target, {
      method: pick(["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"]),
      path: `${path}${encodeURIComponent(pick(naughtyStrings).slice(0, 2_000).toWellFormed())}`,
      timeoutMs: 20_000,
    });
  });
}

type Call = {
  method: string;
  path: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  write?: (outgoing: http.ClientRequest) => Promise<void>;
  /** Destroys the connection after this time, whatever came. */
  leaveAfterMs?: number;
  timeoutMs: number;
};

function call(
  target: Target,
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<void> {
  return request(target, {
    method,
    path,
    token,
    headers: { "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) },
    async write(outgoing) {
      if (body !== undefined) outgoing.write(JSON.stringify(body).replaceAll(JSON.stringify(deepMark), deepText));
    },
    timeoutMs: 30_000,
  });
}

/** Sends one request and gives its status to the target's record; a connection that breaks is recorded as 0. */
function request(target: Target, options: Call): Promise<void> {
  return new Promise((done) => {
    let isDone = false;
    const end = (status: number, headers: http.IncomingHttpHeaders = {}) => {
      if (isDone) return;
      isDone = true;
      target.record(`${options.method} ${options.path.split("?")[0]}`, status, headers);
      outgoing.destroy();
      done();
    };
    const token = options.token ?? (options.headers ? pick(target.people).token : undefined);
    const outgoing = http.request(
      {
        host: "127.0.0.1",
        port: target.port,
        method: options.method,
        path: options.path,
        agent: false,
        headers: { ...options.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      },
      (response) => {
        response.resume();
        response.once("close", () => end(response.statusCode ?? 0, response.headers));
      },
    );
    outgoing.once("error", () => end(0));
    setTimeout(() => end(0), options.leaveAfterMs ?? options.timeoutMs).unref();
    void (async () => {
      await options.write?.(outgoing);
      outgoing.end();
    })();
  });
}

/** Sends bytes and reads nothing; closes when the other side does, at the latest after the time. */
function raw(target: Target, text: string, timeoutMs: number): Promise<void> {
  return new Promise((done) => {
    const socket = net.connect(target.port, "127.0.0.1");
    const end = () => {
      socket.destroy();
      done();
    };
    socket.once("error", end);
    socket.once("close", end);
    socket.write(text);
    socket.resume();
    setTimeout(end, timeoutMs).unref();
  });
}

function pathOf(target: Target, path: string): string {
  return path.replace(/\{[^}]+\}/g, () =>
    encodeURIComponent(Math.random() < 0.6 ? pick(target.ids) : pick(naughtyStrings).slice(0, 300).toWellFormed()),
  );
}

async function inParallel(count: number, act: (n: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, n) => act(n)));
}

function pick<T>(values: readonly T[]): T {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new Error("there is something to pick from");
  return value;
}

/** Resolves when more may be written, or after two seconds. */
async function drained(outgoing: http.ClientRequest): Promise<void> {
  await once(outgoing, "drain", { signal: AbortSignal.timeout(2_000) }).catch(() => {});
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
