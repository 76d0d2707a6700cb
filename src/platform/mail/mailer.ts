import type { SendMailOptions } from "nodemailer";

/** A message to one person, as plain text, and as HTML where it has a form. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** The same for a repeat, by which mail programs know it. */
  id?: string;
  /** The address to which a mail program posts when its reader wants no more of these (RFC 8058). */
  unsubscribe?: string;
};

/** Sends messages. */
export type Mailer = {
  /** Resolves once the message is handed over; throws when it could not be. */
  send(mail: Mail): Promise<void>;
  close(): void;
};

/** The address is passed separately from any name, so that it is one recipient and never parsed as a list. */
export function messageOf(mail: Mail, from: string): SendMailOptions {
  return {
    from,
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    ...(mail.html ? { html: mail.html } : {}),
    ...(mail.id ? { messageId: `<${mail.id}@${hostOf(from)}>` } : {}),
    headers: {
      // Asks for no automatic replies, such as "out of office" (RFC 3834).
      "Auto-Submitted": "auto-generated",
      ...(mail.unsubscribe
        ? {
            "List-Unsubscribe": { prepared: true, value: `<${mail.unsubscribe}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }
        : {}),
    },
  };
}

/** The host of "Name <address@host>". */
function hostOf(from: string): string {
  return /@([^\s>]+)/.exec(from)?.[1] ?? "localhost";
}
