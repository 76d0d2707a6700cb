import { createTransport } from "nodemailer";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { type Mail, type Mailer, messageOf } from "#src/platform/mail/mailer.ts";
import { OutboxFolder } from "#src/platform/outbox/outbox-folder.ts";

/** The content of the `.json` beside a message, for the app to show. */
type OutboxEntry = Mail & { id: string; from: string; sentAt: string };

/**
 * Writes each message into a folder instead of sending it: as `.eml`, which mail programs open, and as `.json`. The
 * names sort by time.
 */
export class OutboxMailer implements Mailer {
  readonly #folder: OutboxFolder;
  readonly #from: string;
  readonly #composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });

  constructor(folder: string, from: string) {
    this.#folder = new OutboxFolder(folder);
    this.#from = from;
  }

  async send(mail: Mail): Promise<void> {
    const id = newId();
    const composed = await this.#composer.sendMail(messageOf(mail, this.#from));
    const entry: OutboxEntry = { id, from: this.#from, ...mail, sentAt: now().toISOString() };
    await this.#folder.write(`${id}.eml`, composed.message);
    // Written last: once it exists, the message is complete.
    await this.#folder.write(`${id}.json`, `${JSON.stringify(entry, null, 2)}\n`);
  }

  close(): void {
    this.#composer.close();
  }
}
