import { once } from "node:events";
import { WebSocket } from "ws";
import { Fault } from "#src/processes/deployment-check/report.ts";

/** Somebody's live events by one of the two ways. `heard` resolves once the assessment's event is there, or false. */
export type Listener = {
  way: "stream" | "socket";
  heard: (assessmentId: string, until: number) => Promise<boolean>;
  leave: () => void;
};

/** As any client from outside knows them. */
const streamPath = "/api/realtime/stream";
const socketPath = "/api/realtime/competency-updates";
const socketProtocol = "competency.v1";
const openMs = 10_000;
const pollMs = 50;
/** Of one message, which has some hundred. */
const mostCharacters = 256 * 1024;
const mostBytes = 64 * 1024;

export async function listenByStream(address: string, token: string): Promise<Listener> {
  const ending = new AbortController();
  const opening = setTimeout(() => ending.abort(), openMs);
  const response = await fetch(address + streamPath, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
    redirect: "manual",
    signal: ending.signal,
  }).finally(() => clearTimeout(opening));
  if (response.status !== 200 || !response.body) {
    ending.abort();
    throw new Fault(`the stream answered ${response.status}`);
  }
  const ids = new Set<string>();
  const reading = readStream(response.body, (text) => note(ids, text));
  // It ends by `leave`, or with the connection.
  reading.catch(() => {});
  return { way: "stream", heard: heardIn(ids), leave: () => ending.abort() };
}

async function readStream(body: ReadableStream<Uint8Array>, onData: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of body) {
    const text = decoder.decode(part, { stream: true });
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, mostCharacters);
    for (const line of lines) if (line.startsWith("data: ")) onData(line.slice("data: ".length));
  }
}

export async function listenBySocket(address: string, token: string): Promise<Listener> {
  const socket = new WebSocket(address.replace(/^http/, "ws") + socketPath, [socketProtocol, `bearer.${token}`], {
    handshakeTimeout: openMs,
    maxPayload: mostBytes,
    followRedirects: false,
  });
  const ids = new Set<string>();
  socket.on("message", (data) => note(ids, data.toString()));
  try {
    await once(socket, "open");
  } catch {
    throw new Fault("the socket was refused");
  }
  socket.on("error", () => {});
  return { way: "socket", heard: heardIn(ids), leave: () => socket.terminate() };
}

function note(ids: Set<string>, text: string): void {
  if (!text.startsWith("{")) return;
  try {
    const { type, data } = JSON.parse(text) as { type?: unknown; data?: { assessmentId?: unknown } };
    if (type === "assessment_submitted" && typeof data?.assessmentId === "string") ids.add(data.assessmentId);
  } catch {
    // Not one of ours.
  }
}

function heardIn(ids: ReadonlySet<string>): Listener["heard"] {
  return (assessmentId, until) => pollUntil(until, async () => ids.has(assessmentId), pollMs);
}

/** Whether it came true before this moment of the clock; asks at least once. */
export async function pollUntil(until: number, isThere: () => Promise<boolean>, pauseMs = 500): Promise<boolean> {
  for (;;) {
    if (await isThere()) return true;
    if (Date.now() >= until) return false;
    await new Promise((done) => setTimeout(done, Math.min(pauseMs, Math.max(1, until - Date.now()))));
  }
}
