import type { SendMailOptions } from "nodemailer";
import type { Mail } from "#src/platform/mail/mailer.ts";

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
