import { connect, type Socket } from "node:net";

/**
 * Many sockets in a process of their own. They read frames only as far as needed to know that and when a message came:
 * with full clients the bench would measure the clients.
 */
export type Task = { port: number; path: string; tokens: string[]; atOnce: number };
export type Report =
  | { kind: "open"; count: number; ms: number }
  | { kind: "latencies"; latencies: number[]; missing: number };

const sockets: Socket[] = [];
let expected = 0;
let sentAt = 0;
let latencies: number[] = [];

process.on("message", (message: { task: Task } | { expect: number; at: number } | { collect: true }) => {
  if ("task" in message) void openAll(message.task);
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

async function openAll({ port, path, tokens, atOnce }: Task): Promise<void> {
  const startedAt = performance.now();
  let next = 0;
  const opener = async () => {
    while (next < tokens.length) {
      const token = tokens[next] ?? "";
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
      listen(socket);
      resolve(socket);
    });
  });
}

/** Answers pings, as every client does, and counts text frames as messages, however the network splits them. */
function listen(socket: Socket): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (data) => {
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
  });
}
