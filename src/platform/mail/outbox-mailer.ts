import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { type Mail, type Mailer, messageOf } from "#src/platform/mail/mailer.ts";

/** The content of the `.json` beside a message, for the app to show. */
type OutboxEntry = Mail & { id: string; from: string; sentAt: string };

/**
 * Writes each message into a folder instead of sending it: as `.eml`, which mail programs open, and as `.json`. The
 * names sort by time. Only the owner may read them, since they contain links for setting a password.
 */
export class OutboxMailer implements Mailer {
  readonly #folder: string;
  readonly #from: string;
  readonly #composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });

  constructor(folder: string, from: string) {
    this.#folder = folder;
    this.#from = from;
  }

  async send(mail: Mail): Promise<void> {
    const id = newId();
    const composed = await this.#composer.sendMail(messageOf(mail, this.#from));
    const entry: OutboxEntry = { id, from: this.#from, ...mail, sentAt: now().toISOString() };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#write(`${id}.eml`, composed.message);
    // Written last: once it exists, the message is complete.
    await this.#write(`${id}.json`, `${JSON.stringify(entry, null, 2)}\n`);
  }

  close(): void {
    this.#composer.close();
  }

  /** Written under another name first, so that nobody reads half a file. */
  async #write(name: string, content: Parameters<typeof writeFile>[1]): Promise<void> {
    const path = join(this.#folder, name);
    await writeFile(`${path}.part`, content, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
}
