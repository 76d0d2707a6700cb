import { join } from "node:path";
import { config } from "#src/config.ts";
import { OutboxMailer } from "#src/platform/mail/outbox-mailer.ts";
import { SmtpMailer } from "#src/platform/mail/smtp-mailer.ts";

/** A message to one person, as plain text. */
export type Mail = { to: string; subject: string; text: string };

export type Mailer = {
  /** Resolves once the message is handed over; throws when it could not be. */
  send(mail: Mail): Promise<void>;
  close(): void;
};

const registryKey = Symbol.for("competency.mailer");
const holder = globalThis as { [registryKey]?: Mailer | undefined };

/** Files in the data folder, or SMTP where an address is given. */
export function mailer(): Mailer {
  holder[registryKey] ??= config.smtpUrl
    ? new SmtpMailer(config.smtpUrl, config.mailFrom)
    : new OutboxMailer(join(config.dataDir, "outbox"), config.mailFrom);
  return holder[registryKey];
}

export function closeMailer(): void {
  holder[registryKey]?.close();
  holder[registryKey] = undefined;
}
