import { createTransport } from "nodemailer";
import { type Mail, type Mailer, messageOf } from "#src/platform/mail/mailer.ts";

const timeoutMs = 15_000;

/** Hands messages to a mail server. `smtps://` is encrypted from the start; by `smtp://` a server has to offer it where `needsTls` says so. */
export class SmtpMailer implements Mailer {
  readonly #transport;
  readonly #from: string;

  constructor(url: string, from: string, { needsTls }: { needsTls: boolean }) {
    this.#from = from;
    this.#transport = createTransport({
      url,
      pool: true,
      requireTLS: needsTls,
      maxConnections: 2,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      // A message is text that we wrote: nothing may make the server read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: Mail): Promise<void> {
    const { rejected } = await this.#transport.sendMail(messageOf(mail, this.#from));
    // A server that takes some recipients and refuses others counts as one that took the message.
    if (rejected.length > 0) throw Object.assign(new Error("the recipient was refused"), { responseCode: 550 });
  }

  close(): void {
    this.#transport.close();
  }
}
