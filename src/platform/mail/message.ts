import type { SendMailOptions } from "nodemailer";
import type { Mail } from "#src/platform/mail/mailer.ts";

/** The address is given apart from any name: what stands in it is one recipient and never a list. */
export function messageOf(mail: Mail, from: string): SendMailOptions {
  return {
    from,
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    // No answering machine answers, and no "out of office" comes back (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated" },
  };
}
