import { join } from "node:path";
import { config } from "#src/config.ts";
import { isThisMachine } from "#src/lib/plain-connections.ts";
import type { Mailer } from "#src/platform/mail/mailer.ts";
import { OutboxMailer } from "#src/platform/mail/outbox-mailer.ts";
import { SmtpMailer } from "#src/platform/mail/smtp-mailer.ts";

const registryKey = Symbol.for("competency.mailer");
const holder = globalThis as { [registryKey]?: Mailer | undefined };

/** The one mailer of this process: SMTP where SMTP_URL is given, else files in the data folder. */
export function mailer(): Mailer {
  holder[registryKey] ??= toSomebody(
    config.smtpUrl
      ? new SmtpMailer(config.smtpUrl, config.mailFrom, { needsTls: needsTls(config.smtpUrl) })
      : new OutboxMailer(join(config.dataDir, "outbox"), config.mailFrom),
  );
  return holder[registryKey];
}

function needsTls(url: string): boolean {
  return !config.allowsPlainConnections && !isThisMachine(new URL(url).hostname);
}

/** For tests: another one; without an argument it is opened anew when it is needed. */
export function useMailer(mailer: Mailer | undefined): void {
  holder[registryKey]?.close();
  holder[registryKey] = mailer;
}

/** An address that ends with .invalid belongs to nobody (RFC 2606), as those of a sample school do. */
export function toSomebody(mailer: Mailer): Mailer {
  return {
    send: async (mail) => (/\.invalid$/i.test(mail.to) ? undefined : mailer.send(mail)),
    close: () => mailer.close(),
  };
}
