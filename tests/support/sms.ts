import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { useTexter } from "#src/platform/sms/open-texter.ts";
import { TwilioTexter } from "#src/platform/sms/twilio-texter.ts";

/** What the service does with an SMS. `accept-and-break`: it takes it, and the connection is gone before its answer. */
export type Behaviour =
  | { status: number; code?: number; headers?: Record<string, string>; body?: string }
  | "hang"
  | "drip-headers"
  | "drip-body"
  | "flood-body"
  | "reset"
  | "accept-and-break";

export type Taken = { to: string; from: string | null; service: string | null; body: string; token: string };

const account = { accountSid: `AC${"0".repeat(32)}`, authToken: "token-of-the-tests", from: "+15005550006" };
export const smsAccount = account;

/** A service with Twilio's API on a real socket: it checks what Twilio asks for, and keeps what it took. */
export class SmsService {
  readonly taken: Taken[] = [];
  readonly asked: IncomingHttpHeaders[] = [];
  behaviour: Behaviour = { status: 201 };
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #server = createServer((request, response) => void this.#take(request, response));

  constructor() {
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** Its address, as SMS_API_URL takes it; the program sends by it from now on. */
  async start({ from = account.from, withinMs = 300 } = {}): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const apiUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    useTexter(new TwilioTexter({ ...account, apiUrl, from }, { withinMs }));
    return apiUrl;
  }

  async stop(): Promise<void> {
    useTexter(undefined);
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    this.asked.push(request.headers);
    const { behaviour } = this;
    if (behaviour === "hang") return;
    if (behaviour === "reset") return void request.socket.destroy();
    if (behaviour === "drip-headers") return this.#drip(() => request.socket.write("H"));
    const sms = this.#read(request, Buffer.concat(chunks).toString());
    if (typeof sms === "number") return answer(response, sms, { code: sms === 401 ? 20003 : 21600 });
    if (behaviour === "accept-and-break") {
      this.taken.push(sms);
      return void request.socket.destroy();
    }
    if (behaviour === "drip-body" || behaviour === "flood-body") {
      this.taken.push(sms);
      response.writeHead(201);
      if (behaviour === "drip-body") return this.#drip(() => response.write(" "));
      return this.#drip(() => response.write("x".repeat(100_000)), 1);
    }
    const { status, code, headers, body } = behaviour;
    if (status < 300) this.taken.push(sms);
    if (body !== undefined) return void response.writeHead(status, headers).end(body);
    // Twilio's own words hold the number.
    answer(
      response,
      status,
      status < 300 ? { sid: "SM1", status: "queued" } : { code, message: `'${sms.to}'` },
      headers,
    );
  }

  #drip(write: () => void, everyMs = 20): void {
    write();
    this.#timers.add(setInterval(write, everyMs));
  }

  /** The status with which a strict service would refuse it. */
  #read({ method, url, headers }: IncomingMessage, body: string): Taken | number {
    if (method !== "POST" || url !== `/2010-04-01/Accounts/${account.accountSid}/Messages.json`) return 404;
    const [scheme, secret = ""] = (headers.authorization ?? "").split(" ");
    const known = Buffer.from(`${account.accountSid}:${account.authToken}`).toString("base64");
    if (scheme !== "Basic" || secret !== known) return 401;
    if (headers["content-type"] !== "application/x-www-form-urlencoded") return 400;
    const form = new URLSearchParams(body);
    const sms = {
      to: form.get("To") ?? "",
      from: form.get("From"),
      service: form.get("MessagingServiceSid"),
      body: form.get("Body") ?? "",
      token: String(headers["i-twilio-idempotency-token"]),
    };
    if (!/^\+[1-9]\d{6,14}$/.test(sms.to) || sms.body === "" || sms.body.length > 1600) return 400;
    return (sms.from === null) === (sms.service === null) ? 400 : sms;
  }
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
