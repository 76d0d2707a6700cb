import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { now } from "#src/lib/clock.ts";

export type Call = {
  /** POST unless another is named. */
  method?: "GET" | "POST" | "PUT" | "DELETE";
  headers: Record<string, string>;
  body: Buffer;
  withinMs?: number;
  maxAnswerBytes?: number;
};

export type PostAnswer = {
  status: number;
  headers: IncomingHttpHeaders;
  /** What arrived within the limits of time and size. */
  body: Buffer;
};

/**
 * Posts, and is over in time whatever the server does. A redirect is an answer and is not followed. Throws an error of the
 * connection. An answer whose body takes too long or is too large is cut, as its status is known.
 */
export function post(
  address: string,
  agent: http.Agent,
  { method = "POST", headers, body, withinMs = 10_000, maxAnswerBytes = 4_096 }: Call,
): Promise<PostAnswer> {
  const { request: open } = address.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const request = open(address, {
      method,
      agent,
      headers: { ...headers, "content-length": String(body.length) },
    });
    let cut = () => void request.destroy(new Error("it took too long"));
    const timer = setTimeout(() => cut(), withinMs);
    request.once("close", () => clearTimeout(timer));
    request.on("error", reject);
    request.once("response", (response) => {
      const read = readAtMost(response, maxAnswerBytes);
      cut = read.cut;
      void read.done.then((content) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content });
      });
    });
    request.end(body);
  });
}

function readAtMost(response: IncomingMessage, maxBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  const cut = () => void response.destroy();
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) cut();
  });
  response.on("error", cut);
  const done = new Promise<Buffer>((resolve) => {
    response.once("close", () => resolve(Buffer.concat(chunks).subarray(0, maxBytes)));
  });
  return { cut, done };
}

const mostWaitMs = 60 * 60_000;

/** How long a server asks to wait: seconds or a date, as Retry-After has it; an hour at most. */
export function waitMsOf(retryAfter: string | undefined): number {
  if (retryAfter === undefined) return 0;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now().getTime();
  return Math.min(Math.max(ms || 0, 0), mostWaitMs);
}
