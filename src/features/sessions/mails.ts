import type { SessionUser } from "#src/features/sessions/schema.ts";
import type { Mail } from "#src/platform/mail/mailer.ts";

export function resetMail(user: SessionUser, link: string, validMinutes: number): Mail {
  return {
    to: user.email,
    subject: "Choose a new password",
    text: [
      `Hello ${user.name},`,
      "",
      "somebody, probably you, asked for a new password for your Competency account. Choose one here:",
      "",
      link,
      "",
      `The link works once and for ${validMinutes} minutes. If it was not you, there is nothing to do: your password stays as it is.`,
      "",
    ].join("\n"),
  };
}

export function passwordChangedMail(user: SessionUser, forgotLink: string): Mail {
  return {
    to: user.email,
    subject: "Your password was changed",
    text: [
      `Hello ${user.name},`,
      "",
      "your Competency account has a new password. Devices that were signed in before were signed out.",
      "",
      "If it was not you, choose another password at once and tell your school:",
      "",
      forgotLink,
      "",
    ].join("\n"),
  };
}
