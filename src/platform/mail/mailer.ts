import type { SendMailOptions } from "nodemailer";

/** A message to one person, as plain text. */
export type Mail = { to: string; subject: string; text: string };

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
    // Asks for no automatic replies, such as "out of office" (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated" },
  };
}
