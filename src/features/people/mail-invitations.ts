import { config } from "#src/config.ts";
import { invitationDays, invitationToken } from "#src/features/people/invitation-link.ts";
import { listDueInvitations, lockUnsent, setFailed, setSent } from "#src/features/people/invitations.ts";
import { now } from "#src/lib/clock.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import type { Mail } from "#src/platform/mail/mailer.ts";
import { mailer } from "#src/platform/mail/open-mailer.ts";

const dayMs = 86_400_000;

/**
 * Mails the invitations that wait. One that cannot be sent is tried again later, and a repeat after a crash carries the
 * same link.
 */
export async function mailInvitations({ actor, log }: Pick<JobContext, "actor" | "log">): Promise<void> {
  for (const id of await withActor(actor, (tx) => listDueInvitations(tx, now()))) {
    try {
      await withActor(actor, async (tx) => {
        const invitation = await lockUnsent(tx, id);
        if (!invitation) return;
        const time = now();
        tx.send(setSent, { id, time, expiresAt: new Date(time.getTime() + invitationDays * dayMs) });
        await mailer().send(invitationMail(invitation, `${config.appUrl}/invitation#token=${invitationToken(id)}`));
      });
    } catch (err) {
      log.warn({ err }, "an invitation could not be sent and will be tried again");
      await withActor(actor, (tx) => tx.send(setFailed, { id, time: now() }));
    }
  }
}

type Invited = { name: string; email: string; school: string };

export function invitationMail({ name, email, school }: Invited, link: string): Mail {
  return {
    to: email,
    subject: `Join ${school} on Competency`,
    text: [
      `Hello ${name},`,
      "",
      `${school} has invited you to Competency, where clinical learning is recorded. Choose a password here:`,
      "",
      link,
      "",
      `The link works once and for ${invitationDays} days. If you do not know the school, there is nothing to do.`,
      "",
    ].join("\n"),
  };
}
