import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import type { OutboxAnswer, OutboxMessage } from "#src/features/notifications/outbox/schema.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
import { maskedPhoneNumber } from "#src/lib/phone-number.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { listingRow } from "#src/platform/db/access-row.ts";
import { withActor, writeAccess } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const pageSize = 50;

/** The name of its file is its id here: a message's own id is the same for a repeat. */
const entry = z.object({
  channel: z.enum(["EMAIL", "SMS"]).default("EMAIL"),
  to: z.string(),
  subject: z.string().default(""),
  text: z.string(),
  sentAt: z.string(),
});

/** What this machine would have sent, the latest first: of the messages their address and subject. */
export async function listOutbox(ctx: UserContext, cursor: string | undefined): Promise<OutboxAnswer> {
  authorize(ctx.actor, permissions.seeOutbox, { schoolId: ctx.actor.schoolId });
  // The names sort by time, so that no file is read that is not shown.
  const ids = (await names()).filter((id) => cursor === undefined || id < cursor);
  const shown = ids.slice(0, pageSize);
  // Each has somebody's address.
  const listing = { what: "outbox", requestId: ctx.requestId, count: () => shown.length };
  await writeAccess(ctx.actor, listingRow(ctx.actor, listing, shown.length));
  const found = await Promise.all(shown.map(readEntry));
  return {
    isMailing: config.smtpUrl !== undefined,
    isTexting: config.sms !== undefined,
    items: shown.flatMap((id, n) => {
      const one = found[n];
      return one ? [lineOf(id, one)] : [];
    }),
    nextCursor: ids.length > pageSize ? (shown.at(-1) ?? null) : null,
  };
}

/** One message with its words, which may hold a link for signing in: the audit says who opened it. */
export async function openOutboxMessage(ctx: UserContext, id: string): Promise<OutboxMessage> {
  authorize(ctx.actor, permissions.seeOutbox, { schoolId: ctx.actor.schoolId });
  const found = await readEntry(id);
  if (!found) throw new AppError("not_found", "There is no such message.");
  await withActor(ctx.actor, (tx) =>
    audit(tx, ctx.actor, {
      action: "outbox.open",
      entityType: "outbox_message",
      entityId: id,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
    }),
  );
  return { ...lineOf(id, found), text: found.text };
}

/** A number is its owner's alone to see. */
function lineOf(id: string, { channel, to, subject, sentAt }: z.output<typeof entry>) {
  return { id, channel, to: channel === "SMS" ? maskedPhoneNumber(to) : to, subject, sentAt };
}

async function names(): Promise<string[]> {
  const files = await readdir(join(config.dataDir, "outbox")).catch(() => []);
  return files
    .flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : []))
    .sort((a, b) => (a < b ? 1 : -1));
}

/** Undefined where the file is gone, or is none of ours. */
async function readEntry(id: string): Promise<z.output<typeof entry> | undefined> {
  const content = await readFile(join(config.dataDir, "outbox", `${id}.json`), "utf8").catch(() => undefined);
  if (content === undefined) return undefined;
  try {
    return entry.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}
