import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { Delivered } from "../contracts/mail.ts";
import { expectNoSealedWords } from "./no-sealed-words.ts";

/** A mail server on a real socket that stores what it accepts. */
export class SmtpReceiver {
  readonly delivered: Delivered[] = [];
  /** Answers every recipient with "no such mailbox". */
  refuses = false;
  /** Answers so many more messages with this code, such as 451 or 550, instead of accepting them. */
  failing: { code: number; times: number } | undefined;
  /** How long it thinks about a message before it answers. */
  slowMs = 0;
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onRcptTo: (_address, _session, done) => done(this.refuses ? answer(550, "no such mailbox") : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        setTimeout(() => {
          if (this.failing && this.failing.times > 0) {
            this.failing.times -= 1;
            done(answer(this.failing.code, "not now"));
            return;
          }
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          const source = Buffer.concat(chunks).toString("utf8");
          this.delivered.push({ recipients, source });
          // Nobody waits for it: where it rejects, the run of the tests fails.
          void expectWords(source);
          done();
        }, this.slowMs);
      });
    },
  });

  /** Its address, as SMTP_URL takes it. */
  async start(): Promise<string> {
    this.#server.on("error", () => {});
    const { server } = this.#server;
    this.#server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.#server.close(done));
  }

  /** What has arrived, parsed by a library other than the one that wrote it. */
  async parsed(): Promise<ParsedMail[]> {
    return Promise.all(this.delivered.map(({ source }) => simpleParser(source)));
  }
}

async function expectWords(source: string): Promise<void> {
  const { subject, text, html } = await simpleParser(source);
  expectNoSealedWords([subject, text, html].join("\n"), `the mail "${subject}"`);
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
