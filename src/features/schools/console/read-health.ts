import { statfs } from "node:fs/promises";
import { createRequire } from "node:module";
import { and, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { config } from "#src/config.ts";
import { partsOf, type Reading } from "#src/features/schools/console/health-rules.ts";
import type { HealthAnswer } from "#src/features/schools/console/schema.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { now } from "#src/lib/clock.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { events, leases } from "#src/platform/db/tables/events.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { verification } from "#src/platform/db/tables/identity.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { readAs, withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** How the parts of the program work, read just now. A part that cannot be read is one that failed. */
export async function readHealth(ctx: UserContext): Promise<HealthAnswer> {
  authorize(ctx.actor, permissions.operate, {});
  const startedAt = performance.now();
  const [stored, relay, mails, disk] = await Promise.all([
    readAs(ctx.actor, (tx) => tx.query(selectStored)),
    withRole("app_realtime", (tx) => tx.query(selectRelay)),
    withRole("app_auth", (tx) => tx.query(selectMails)),
    config.s3 ? null : statfs(config.dataDir).catch(() => null),
  ]);
  const reading: Reading = {
    answerMs: Math.round(performance.now() - startedAt),
    ...(stored[0] ?? emptyStored),
    ...(relay[0] ?? emptyRelay),
    ...(mails[0] ?? emptyMails),
    disk: disk && { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
    usesRedis: config.redis !== undefined,
    usesSmtp: config.smtpUrl !== undefined,
  };
  return {
    parts: partsOf(reading),
    version: version(),
    uptimeSeconds: Math.floor(process.uptime()),
    readAt: now().toISOString(),
  };
}

let knownVersion: string | undefined;

function version(): string {
  // A built page has no package.json beside it; the process always runs in the folder of the program.
  knownVersion ??= String(createRequire(`${process.cwd()}/`)("./package.json").version);
  return knownVersion;
}

const stored = z.object({
  connections: z.number(),
  mostConnections: z.number(),
  databaseBytes: z.number(),
  fileBytes: z.number(),
  failedMails: z.number(),
});
const emptyStored = { connections: 0, mostConnections: 0, databaseBytes: 0, fileBytes: 0, failedMails: 0 };

const selectStored = sqlStatement(
  "health_stored",
  stored,
  () => sql`
    select (select count(*)::int from pg_catalog.pg_stat_activity where datname = current_database()) as connections,
      current_setting('max_connections')::int as "mostConnections",
      pg_database_size(current_database())::float8 as "databaseBytes",
      (select coalesce(sum(${files.sizeBytes}), 0)::float8 from ${files}) as "fileBytes",
      (select count(*)::int from ${notificationQueue} where ${isOneOf(notificationQueue.status, "FAILED")}
        and ${isOneOf(notificationQueue.channel, "EMAIL")}
        and ${notificationQueue.updatedAt} > now() - interval '7 days') as "failedMails"`,
);

const relay = z.object({
  eventsWaiting: z.number(),
  oldestEventSeconds: z.number().nullable(),
  isWorkerAlive: z.boolean(),
  worker: z.custom<Reading["worker"]>(),
});
const emptyRelay = { eventsWaiting: 0, oldestEventSeconds: null, isWorkerAlive: false, worker: null };

const selectRelay = sqlStatement(
  "health_relay",
  relay,
  () => sql`
    select (select count(*)::int from (select 1 from ${events} where ${isNull(events.seq)} limit 10000) e) as "eventsWaiting",
      (select extract(epoch from now() - min(${events.createdAt}))::float8 from ${events}
        where ${isNull(events.seq)}) as "oldestEventSeconds",
      exists (select from ${leases} where ${leases.name} = 'worker' and ${leases.expiresAt} > now()) as "isWorkerAlive",
      (select ${leases.detail} from ${leases} where ${leases.name} = 'worker') as worker`,
);

const mails = z.object({ mailsWaiting: z.number(), oldestMailSeconds: z.number().nullable() });
const emptyMails = { mailsWaiting: 0, oldestMailSeconds: null };

const selectMails = sqlStatement(
  "health_mails",
  mails,
  () => sql`
    select count(*)::int as "mailsWaiting",
      extract(epoch from now() - min(${verification.createdAt}))::float8 as "oldestMailSeconds"
    from ${verification}
    where ${and(sql`${verification.identifier} like 'mail:%'`, sql`${verification.expiresAt} > now()`)}`,
);
