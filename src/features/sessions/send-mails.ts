import { config } from "#src/config.ts";
import { describeDevice } from "#src/features/sessions/device.ts";
import {
  type FactorChange,
  listMailRequests,
  type MailRequest,
  takeMailRequest,
} from "#src/features/sessions/mail-requests.ts";
import { factorChangedMail, newDeviceMail, passwordChangedMail, resetMail } from "#src/features/sessions/mails.ts";
import { findCredential, findUser, selectDeviceOfSession } from "#src/features/sessions/queries.ts";
import { insertReset } from "#src/features/sessions/resets.ts";
import { mayReset } from "#src/features/sessions/rules.ts";
import { hashToken, newToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import type { Mail } from "#src/platform/mail/mailer.ts";
import { mailer } from "#src/platform/mail/open-mailer.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const resetMinutes = 30;

/**
 * Writes and sends the mails that requests of the web process ask for. A mail that cannot be sent undoes its
 * transaction, so that the next run tries again until the request expires.
 */
export async function sendMails({ actor, log }: Pick<JobContext, "actor" | "log">): Promise<void> {
  for (const id of await withActor(actor, listMailRequests)) {
    try {
      await withActor(actor, async (tx) => {
        const request = await takeMailRequest(tx, id);
        const mail = request && (await mailOf(tx, actor, request));
        if (mail) await mailer().send(mail);
      });
    } catch (err) {
      log.warn({ err }, "a mail could not be sent and will be tried again");
    }
  }
}

function mailOf(tx: Tx, actor: SystemActor, request: MailRequest): Promise<Mail | undefined> {
  switch (request.kind) {
    case "reset":
      return linkMail(tx, actor, request);
    case "changed":
      return noticeMail(tx, request);
    case "device":
      return deviceMail(tx, request);
    default:
      return factorMail(tx, request.kind, request.about);
  }
}

/**
 * A link for the user with this address, if they may sign in or were invited. For everybody else the same rows are
 * written, of a link that nobody receives, so that the database works as much.
 */
async function linkMail(tx: Tx, actor: SystemActor, { about, requestId }: MailRequest): Promise<Mail | undefined> {
  const token = newToken();
  const time = now();
  const credential = await findCredential(tx, about);
  const user = credential && mayReset(credential.status) ? credential.user : undefined;
  insertReset(tx, {
    id: newId(),
    tokenHash: hashToken(token),
    userId: user?.id ?? "unknown",
    createdAt: time,
    expiresAt: new Date(time.getTime() + resetMinutes * 60_000),
  });
  audit(tx, actor, {
    action: "password.reset_request",
    entityType: "user",
    entityId: user?.id ?? "unknown",
    schoolId: user?.schoolId ?? "default",
    requestId,
  });
  return user && resetMail(user, `${config.appUrl}/reset-password#token=${token}`, resetMinutes);
}

async function noticeMail(tx: Tx, { about }: MailRequest): Promise<Mail | undefined> {
  const found = await findUser(tx, about);
  return found && passwordChangedMail(found.user, `${config.appUrl}/forgot-password`);
}

const securityPage = () => `${config.appUrl}/settings/profile`;

async function deviceMail(tx: Tx, { about }: MailRequest): Promise<Mail | undefined> {
  const [session] = await tx.query(selectDeviceOfSession, { sessionId: about });
  const found = session && (await findUser(tx, session.userId));
  if (!found) return undefined;
  return newDeviceMail(found.user, { device: describeDevice(session.userAgent), address: session.ip }, securityPage());
}

async function factorMail(tx: Tx, change: FactorChange, userId: string): Promise<Mail | undefined> {
  const found = await findUser(tx, userId);
  return found && factorChangedMail(found.user, change, securityPage());
}
