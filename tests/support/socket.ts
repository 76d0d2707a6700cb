import { once } from "node:events";
import { WebSocket } from "ws";
import { realtimePath } from "#src/client/realtime-protocol.ts";
import { type RealtimeMessage, realtimeMessage } from "#src/realtime/schema.ts";
import { expectNoSealedWords } from "./no-sealed-words.ts";

export type TestSocket = {
  ws: WebSocket;
  messages: RealtimeMessage[];
  /** Texts that are not messages (the answer to a ping). */
  texts: string[];
  closed: Promise<{ code: number; reason: string }>;
  close(): Promise<void>;
};

/** A client that checks every message against the schema. Rejects with `refused with <status>` where it is refused. */
export async function openSocket(
  origin: string,
  options: { token?: string; cookie?: string; from?: string; query?: string; protocols?: string[] },
): Promise<TestSocket> {
  const protocols = options.protocols ?? (options.token ? ["competency.v1", `bearer.${options.token}`] : []);
  const headers: Record<string, string> = {};
  if (options.cookie) headers.cookie = options.cookie;
  if (options.from) headers.origin = options.from;
  const ws = new WebSocket(`${origin.replace(/^http/, "ws")}${realtimePath}${options.query ?? ""}`, protocols, {
    headers,
  });
  const messages: RealtimeMessage[] = [];
  const texts: string[] = [];
  ws.on("message", (data) => {
    const text = data.toString();
    expectNoSealedWords(text, "a message of the socket");
    if (text.startsWith("{")) messages.push(realtimeMessage.parse(JSON.parse(text)));
    else texts.push(text);
  });
  const closed = once(ws, "close").then(([code, reason]) => ({ code: Number(code), reason: String(reason) }));
  closed.catch(() => {});
  await new Promise<void>((resolve, reject) => {
    ws.once("open", resolve);
    ws.once("error", reject);
    ws.once("unexpected-response", (_request, response) => {
      response.resume();
      reject(new Error(`refused with ${response.statusCode}`));
    });
  });
  ws.on("error", () => {});
  return {
    ws,
    messages,
    texts,
    closed,
    close: async () => {
      ws.close();
      await closed;
    },
  };
}
