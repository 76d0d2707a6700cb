import { connect, type Socket } from "node:net";

/**
 * Many sockets in a process of their own. They read frames only as far as needed to know that and when a message came:
 * with full clients the bench would measure the clients.
 */
export type Task = { ports: number[]; path: string; tokens: string[]; atOnce: number };
/** All connections break at once, and come back within `overMs` with the last event that they have seen. */
export type Storm = { lastEventId: string; overMs: number };
export type Report =
  | { kind: "open"; count: number; ms: number }
  | { kind: "broken" }
  | { kind: "latencies"; latencies: number[]; missing: number };

let task: Task | undefined;
let sockets: Socket[] = [];
let expected = 0;
let sentAt = 0;
let latencies: number[] = [];

type Question =
  | { task: Task }
  | { breakAll: true }
  | { storm: Storm }
  | { expect: number; at: number }
  | { collect: true };

process.on("message", (message: Question) => {
  if ("task" in message) void openAll(message.task);
  else if ("breakAll" in message) breakAll();
  else if ("storm" in message) void comeBack(message.storm);
  else if ("expect" in message) {
    expected = message.expect;
    sentAt = message.at;
    latencies = [];
  } else send({ kind: "latencies", latencies, missing: expected - latencies.length });
});
process.once("disconnect", () => process.exit(0));

function send(report: Report): void {
  process.send?.(report);
}

function breakAll(): void {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  send({ kind: "broken" });
}

async function comeBack({ lastEventId, overMs }: Storm): Promise<void> {
  if (!task) throw new Error("nobody was there");
  const { ports, path, tokens } = task;
  const startedAt = performance.now();
  sockets = await Promise.all(
    tokens.map(async (token, index) => {
      await new Promise((done) => setTimeout(done, Math.random() * overMs));
      // To another process than before.
      return openOne(ports[(index + 1) % ports.length] ?? 0, `${path}?lastEventId=${lastEventId}`, token);
    }),
  );
  send({ kind: "open", count: sockets.length, ms: performance.now() - startedAt });
}

async function openAll(given: Task): Promise<void> {
  task = given;
  const { ports, path, tokens, atOnce } = given;
  const startedAt = performance.now();
  let next = 0;
  const opener = async () => {
    while (next < tokens.length) {
      const token = tokens[next] ?? "";
      const port = ports[next % ports.length] ?? 0;
      next += 1;
      sockets.push(await openOne(port, path, token));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, opener));
  send({ kind: "open", count: sockets.length, ms: performance.now() - startedAt });
}

function openOne(port: number, path: string, token: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: competency.v1, bearer.${token}\r\n\r\n`,
    );
    socket.once("data", (first) => {
      if (!first.toString("latin1").startsWith("HTTP/1.1 101")) {
        reject(new Error(first.toString("latin1").split("\r\n")[0]));
        return;
      }
      socket.removeAllListeners("error");
      socket.on("error", () => {});
      // What was missed may come with the answer to the handshake.
      const end = first.indexOf("\r\n\r\n") + 4;
      listen(socket, first.subarray(end));
      resolve(socket);
    });
  });
}

/** Answers pings, as every client does, and counts text frames as messages, however the network splits them. */
function listen(socket: Socket, first: Buffer): void {
  let rest = Buffer.alloc(0);
  const take = (data: Buffer) => {
    const arrivedAt = performance.timeOrigin + performance.now();
    let bytes = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    for (;;) {
      const short = (bytes[1] ?? 0) & 0x7f;
      const header = short === 126 ? 4 : 2;
      if (bytes.length < header) break;
      const end = header + (header === 4 ? bytes.readUInt16BE(2) : short);
      if (bytes.length < end) break;
      if (bytes[0] === 0x89) socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
      else latencies.push(arrivedAt - sentAt);
      bytes = bytes.subarray(end);
    }
    rest = Buffer.from(bytes);
  };
  socket.on("data", take);
  if (first.length > 0) take(first);
}
