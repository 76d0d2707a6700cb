import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, LookupFunction, Socket } from "node:net";
import { join } from "node:path";
import { OutsideClient } from "#src/platform/http/outside.ts";

const tls = join(import.meta.dirname, "../fixtures/tls");
const certificate = readFileSync(join(tls, "certificate.pem"), "utf8");

/** What the service does with a message: a status, no answer at all, or one that never ends. */
export type Behaviour =
  | { status: number; headers?: Record<string, string>; body?: string }
  | "hang"
  | "drip-headers"
  | "drip-body"
  | "flood-body"
  | "reset";

export type Pushed = { text: string; headers: IncomingHttpHeaders; claims: { aud: string; exp: number; sub: string } };

/** A browser's subscription: its private key stays here. */
export class Browser {
  readonly pair = createECDH("prime256v1");
  readonly auth = randomBytes(16);
  readonly endpoint: string;
  behaviour: Behaviour = { status: 201 };
  /** What arrived for it and was accepted, decrypted. */
  readonly pushed: Pushed[] = [];
  /** How often it was asked, accepted or not. */
  asked = 0;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
    this.pair.generateKeys();
  }

  /** As the browser's `PushSubscription` gives it. */
  get subscription() {
    return {
      endpoint: this.endpoint,
      keys: { p256dh: this.pair.getPublicKey("base64url"), auth: this.auth.toString("base64url") },
    };
  }
}

/** A push service on a real socket: it checks what RFC 8030, 8291 and 8292 ask for, and decrypts as a browser does. */
export class PushService {
  readonly publicKey: string;
  readonly #browsers = new Map<string, Browser>();
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #server = createServer(
    { key: readFileSync(join(tls, "key.pem")), cert: certificate },
    (request, response) => void this.#take(request, response),
  );
  #origin = "";

  constructor(publicKey: string) {
    this.publicKey = publicKey;
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#origin = `https://push.test:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
  }

  addBrowser(behaviour: Behaviour = { status: 201 }): Browser {
    const path = `/send/${randomBytes(12).toString("base64url")}`;
    const browser = new Browser(`${this.#origin}${path}`);
    browser.behaviour = behaviour;
    this.#browsers.set(path, browser);
    return browser;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const browser = this.#browsers.get(request.url ?? "");
    if (!browser) return void response.writeHead(404).end();
    browser.asked += 1;
    const { behaviour } = browser;
    if (behaviour === "hang") return;
    if (behaviour === "reset") return void request.socket.destroy();
    if (behaviour === "drip-headers") return this.#drip(() => request.socket.write("H"));
    if (behaviour === "drip-body" || behaviour === "flood-body") {
      response.writeHead(201);
      if (behaviour === "drip-body") return this.#drip(() => response.write("."));
      return this.#drip(() => response.write("x".repeat(100_000)), 1);
    }
    const fault = this.#accept(browser, request.headers, Buffer.concat(chunks));
    const { status, headers = {}, body = "" } = fault ? { status: 400, body: fault } : behaviour;
    if (status < 300 && !fault) browser.pushed.push(this.#read(browser, request.headers, Buffer.concat(chunks)));
    response.writeHead(status, headers).end(body);
  }

  #drip(write: () => void, everyMs = 20): void {
    write();
    this.#timers.add(setInterval(write, everyMs));
  }

  /** What a strict service would not take. */
  #accept(browser: Browser, headers: IncomingHttpHeaders, body: Buffer): string | undefined {
    if (headers["content-encoding"] !== "aes128gcm") return "the encoding";
    if (!/^\d+$/.test(String(headers.ttl))) return "the TTL";
    if (headers.topic !== undefined && !/^[\w-]{1,32}$/.test(String(headers.topic))) return "the topic";
    if (!["very-low", "low", "normal", "high"].includes(String(headers.urgency))) return "the urgency";
    if (body.length > 4096) return "the size";
    const { aud, exp, sub } = claimsOf(headers.authorization, this.publicKey);
    const seconds = exp - Date.now() / 1000;
    if (aud !== new URL(browser.endpoint).origin || seconds < 0 || seconds > 86_400) return "the token";
    return /^(mailto:|https:)/.test(sub) ? undefined : "the subject";
  }

  #read(browser: Browser, headers: IncomingHttpHeaders, body: Buffer): Pushed {
    return {
      text: decryptInBrowser(body, browser.pair, browser.auth),
      headers,
      claims: claimsOf(headers.authorization, this.publicKey),
    };
  }
}

/** Verified with the key that the subscription was made with. */
function claimsOf(authorization: string | undefined, publicKey: string): Pushed["claims"] {
  const [, head = "", claims = "", signature = "", named] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization ?? "") ?? [];
  const point = Buffer.from(publicKey, "base64url");
  const key = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const { alg } = JSON.parse(Buffer.from(head, "base64url").toString());
  if (!isSigned || alg !== "ES256" || named !== publicKey) throw new Error("the VAPID token is not signed");
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}

/** The reverse of RFC 8291, as a browser does it. */
export function decryptInBrowser(body: Buffer, pair: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyBytes = body.readUInt8(20);
  const senderKey = body.subarray(21, 21 + keyBytes);
  const record = body.subarray(21 + keyBytes);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), pair.getPublicKey(), senderKey]);
  const keying = Buffer.from(hkdfSync("sha256", pair.computeSecret(senderKey), auth, info, 32));
  const derive = (name: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", keying, salt, `Content-Encoding: ${name}\0`, bytes));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12), { authTagLength: 16 });
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (body.readUInt32BE(16) < record.length || end < 0) throw new Error("not one record");
  return padded.subarray(0, end).toString();
}

/** Trusts the service's certificate, and takes every name to this machine, or to the addresses given. */
export function trialOutside(addresses: readonly string[] = ["127.0.0.1"], allowsLoopback = true): OutsideClient {
  return new OutsideClient({ allowsLoopback, ca: certificate, lookup: lookupOf(addresses) });
}

function lookupOf(addresses: readonly string[]) {
  const lookup: LookupFunction = (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  // `dns.lookup` has overloads and a promise form that nobody here uses.
  return lookup as unknown as typeof import("node:dns").lookup;
}
