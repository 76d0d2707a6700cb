import type { Device } from "#src/features/sessions/device.ts";
import type { FactorChange } from "#src/features/sessions/mail-requests.ts";
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

/** Without the time of day: the mail has its own, in the reader's zone. */
export function newDeviceMail(
  user: SessionUser,
  { device, address }: { device: Device; address: string | null },
  link: string,
): Mail {
  const what = [device.browser, device.system].filter(Boolean).join(" on ") || "a program";
  return {
    to: user.email,
    subject: "A new device signed in to your account",
    text: [
      `Hello ${user.name},`,
      "",
      `somebody, probably you, signed in to your Competency account with ${what}${address ? `, from the network address ${address}` : ""}. You had not used it before.`,
      "",
      "If it was not you, end its session and change your password at once:",
      "",
      link,
      "",
    ].join("\n"),
  };
}

const factorWords: Record<FactorChange, { subject: string; what: string }> = {
  "app-added": {
    subject: "An authenticator app was set up",
    what: "your Competency account now asks for a code of an authenticator app when you sign in.",
  },
  "app-removed": {
    subject: "Your authenticator app was removed",
    what: "your Competency account does not ask for a code of your authenticator app any more.",
  },
  "passkey-added": { subject: "A passkey was added", what: "your Competency account has a new passkey." },
  "passkey-removed": { subject: "A passkey was removed", what: "a passkey of your Competency account was removed." },
  "codes-made": {
    subject: "New recovery codes were made",
    what: "your Competency account has new recovery codes. The earlier ones do not work any more.",
  },
  "code-used": {
    subject: "A recovery code was used",
    what: "a recovery code was used for your Competency account. It does not work again.",
  },
  "factors-reset": {
    subject: "Your second step was removed by your school",
    what: "an administrator of your school removed the second step from your Competency account: authenticator app, passkeys and recovery codes. You were signed out everywhere and sign in with your password. Set up a new second step afterwards.",
  },
};

export function factorChangedMail(user: SessionUser, change: FactorChange, link: string): Mail {
  const { subject, what } = factorWords[change];
  return {
    to: user.email,
    subject,
    text: [
      `Hello ${user.name},`,
      "",
      what,
      "",
      "If you do not know about this, change your password at once and tell your school:",
      "",
      link,
      "",
    ].join("\n"),
  };
}
