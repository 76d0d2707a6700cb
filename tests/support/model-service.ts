import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";

const tls = join(import.meta.dirname, "../fixtures/tls");

/** What it answers: words, a status, or a body that is no answer. */
export type ModelAnswer = string | { status: number } | { raw: string } | "hang" | "flood";

export type Asked = { path: string | undefined; headers: IncomingHttpHeaders; body: string; sentence: string };

/** A language model on a real socket, asked as OpenAI's chat completions are. Call `trialOutside` to reach it. */
export class ModelService {
  readonly asked: Asked[] = [];
  /** By the sentence, and by how often the service was asked before. */
  answer: (sentence: string, count: number) => ModelAnswer | Promise<ModelAnswer> = (sentence) => sentence;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #server = createServer(
    { key: readFileSync(join(tls, "key.pem")), cert: readFileSync(join(tls, "certificate.pem")) },
    (request, response) => void this.#take(request, response),
  );

  constructor() {
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** Below which it answers, by one of its names. */
  address(host = "push.test"): string {
    return `https://${host}:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const sentence: string = JSON.parse(body).messages.at(-1).content;
    const count = this.asked.push({ path: request.url, headers: request.headers, body, sentence }) - 1;
    const answer = await this.answer(sentence, count);
    if (answer === "hang") return;
    if (answer === "flood") {
      response.writeHead(200);
      this.#timers.add(setInterval(() => response.write(" ".repeat(100_000)), 1));
    } else if (typeof answer === "string") {
      const message = { role: "assistant", content: answer };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: "c", object: "chat.completion", choices: [{ index: 0, message }] }));
    } else if ("raw" in answer) response.writeHead(200).end(answer.raw);
    else response.writeHead(answer.status).end("no");
  }
}
