import { isNull } from "drizzle-orm";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import {
  type AnchorContent,
  type AnchorFile,
  digestOf,
  type KeptAnchors,
  keepAnchor,
} from "#src/platform/audit/anchor-files.ts";
import { stampTime } from "#src/platform/audit/time-stamp.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { auditAnchors, auditChecks } from "#src/platform/db/tables/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** Less than a day: the check, which comes before, is a day after the one before. */
const anchorEveryMs = 23 * 60 * 60_000;

/**
 * Notes where the chains of all schools stand, as the last check found them, outside of the database: in a file that the
 * operator can copy away, in the log, and with a time stamp where an authority is set up. A school whose chains do not fit
 * is left out. Does nothing where the last anchor is from the same day. Returns whether it made one.
 */
export async function anchorChains(actor: SystemActor, { anchors, broken }: KeptAnchors): Promise<boolean> {
  for (const name of broken) log.error({ name }, "an anchor of the audit was changed, or cannot be read");
  const last = anchors.at(-1);
  const time = now();
  if (last && time.getTime() - Date.parse(last.anchoredAt) < anchorEveryMs) return false;
  const schools = await withActor(actor, (tx) => tx.query(selectSound));
  if (schools.length === 0) return false;
  const content: AnchorContent = {
    anchoredAt: time.toISOString(),
    previous: last?.digest ?? null,
    schools: schools.map(({ schoolId, auditNumber, auditHash, accessNumber, accessHash }) => ({
      schoolId,
      audit: { number: auditNumber, hash: auditHash },
      access: { number: accessNumber, hash: accessHash },
    })),
  };
  const anchor = { ...content, digest: digestOf(content) };
  const stamp = await stampOf(anchor);
  await keepAnchor(anchor, stamp);
  const stampedBy = stamp && config.timeStampUrl ? new URL(config.timeStampUrl).host : null;
  await withActor(actor, (tx) => {
    for (const school of schools) {
      tx.send(insertAnchor, { id: newId(), ...school, anchoredAt: time, digest: anchor.digest, stampedBy });
    }
  });
  log.info(
    { digest: anchor.digest, previous: anchor.previous, schools: schools.length, stampedBy },
    "the audit is anchored",
  );
  return true;
}

/** Without an answer the anchor stands without a stamp: the next day's covers it. */
async function stampOf({ digest }: AnchorFile): Promise<Buffer | undefined> {
  if (config.timeStampUrl === undefined) return undefined;
  try {
    return await stampTime(config.timeStampUrl, Buffer.from(digest, "hex"));
  } catch (err) {
    log.error({ err }, "the time stamp authority gave no time stamp");
    return undefined;
  }
}

const selectSound = statement("audit_sound", (db) =>
  db
    .select({
      schoolId: auditChecks.schoolId,
      auditNumber: auditChecks.auditNumber,
      auditHash: auditChecks.auditHash,
      accessNumber: auditChecks.accessNumber,
      accessHash: auditChecks.accessHash,
    })
    .from(auditChecks)
    .where(isNull(auditChecks.fault))
    .orderBy(auditChecks.schoolId),
);

type NewAnchor = {
  id: string;
  schoolId: string;
  anchoredAt: Date;
  auditNumber: number;
  auditHash: string | null;
  accessNumber: number;
  accessHash: string | null;
  digest: string;
  stampedBy: string | null;
};

const insertAnchor = statement("audit_anchor_insert", (db, p: Params<NewAnchor>) =>
  db.insert(auditAnchors).values({
    id: p.id,
    schoolId: p.schoolId,
    anchoredAt: p.anchoredAt,
    auditNumber: p.auditNumber,
    auditHash: p.auditHash,
    accessNumber: p.accessNumber,
    accessHash: p.accessHash,
    digest: p.digest,
    stampedBy: p.stampedBy,
  }),
);
