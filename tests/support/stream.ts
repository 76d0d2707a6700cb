import http from "node:http";
import { type RealtimeMessage, realtimeMessage } from "#src/realtime/schema.ts";
import { expectNoSealedWords } from "./no-sealed-words.ts";

export type TestStream = {
  messages: RealtimeMessage[];
  /** What arrived beside the messages: pings. */
  texts: string[];
  headers: http.IncomingHttpHeaders;
  /** The last words of the server, where it closed the stream, and whether it ended it in order. */
  closed: Promise<{ code: number | undefined; isWhole: boolean }>;
  /** Reads nothing more, and stays. */
  pause(): void;
  readOn(): void;
  leave(): void;
};

/** A reader of `GET /api/realtime/stream` that checks every message. Rejects with `refused with <status>`. */
export async function openStream(
  origin: string,
  { token, query = "", lastEventId }: { token?: string; query?: string; lastEventId?: string },
): Promise<TestStream> {
  const request = http.get(`${origin}/api/realtime/stream${query}`, {
    headers: {
      accept: "text/event-stream",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
  });
  const response = await new Promise<http.IncomingMessage>((done, fail) => {
    request.once("response", done);
    request.once("error", fail);
  });
  request.on("error", () => {});
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`refused with ${response.statusCode}`);
  }
  const messages: RealtimeMessage[] = [];
  const texts: string[] = [];
  let code: number | undefined;
  let rest = "";
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      expectNoSealedWords(block, "an event of the stream");
      const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s) as [string, string]));
      const data = fields.get("data") ?? "";
      if (fields.get("event") === "close") code = JSON.parse(data).code;
      else if (data.startsWith("{")) {
        const message = realtimeMessage.parse(JSON.parse(data));
        if (fields.get("id") !== message.id) throw new Error(`the id of ${block} is another than its event's`);
        messages.push(message);
      } else if (data) texts.push(data);
    }
  });
  const closed = new Promise<{ code: number | undefined; isWhole: boolean }>((done) => {
    response.once("close", () => done({ code, isWhole: response.complete }));
    response.on("error", () => {});
  });
  return {
    messages,
    texts,
    headers: response.headers,
    closed,
    pause: () => void response.pause(),
    readOn: () => void response.resume(),
    leave: () => void request.destroy(),
  };
}
