import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Delivered } from "../contracts/mail.ts";

/** A mail server on a real socket that stores what it receives (as much of RFC 5321 as a client needs). */
export class SmtpReceiver {
  readonly delivered: Delivered[] = [];
  /** Answers every recipient with "no such mailbox". */
  refuses = false;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => this.#converse(socket));

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #converse(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    let unread = "";
    let recipients: string[] = [];
    let isData = false;
    const reply = (line: string) => socket.write(`${line}\r\n`);
    reply("220 test ESMTP");
    socket.on("data", (chunk) => {
      unread += chunk.toString("latin1");
      for (;;) {
        const end = unread.indexOf(isData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const line = unread.slice(0, end);
        unread = unread.slice(end + (isData ? 5 : 2));
        if (isData) {
          const source = Buffer.from(line.replaceAll(/^\.\./gm, "."), "latin1").toString("utf8");
          this.delivered.push({ recipients, source });
          recipients = [];
          isData = false;
          reply("250 kept");
          continue;
        }
        const recipient = /^RCPT TO:<([^>]*)>/i.exec(line)?.[1];
        if (/^DATA/i.test(line)) {
          isData = true;
          reply("354 go on");
        } else if (recipient !== undefined && this.refuses) reply("550 no such mailbox");
        else {
          if (recipient !== undefined) recipients.push(recipient);
          reply(/^QUIT/i.test(line) ? "221 bye" : "250 ok");
        }
      }
    });
  }
}
