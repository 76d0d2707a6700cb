import { and, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { z } from "zod";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { events, leases } from "#src/platform/db/tables/events.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";
import type { Channel } from "#src/realtime/channels.ts";
import { type FeedRow, feedColumns } from "#src/realtime/feed-rows.ts";
import { feedTypes } from "#src/realtime/publish.ts";

/** With more than this, fetching the state again is cheaper. */
const maxMissed = 1_000;
/** The largest gap to search, including events of others. */
const maxGap = 100_000;

export type Missed =
  | { kind: "replay"; rows: FeedRow[]; upTo: number }
  /** Too much, too old, or an unknown id. */
  | { kind: "resync"; upTo: number };

/** The events after `lastSeq` that the user may read, up to `upTo`; later ones are delivered live. */
export function readMissed(actor: UserActor, channels: readonly Channel[], lastSeq: number): Promise<Missed> {
  return withRole("app_realtime", async (tx) => {
    const [positions] = await tx.query(selectPositions);
    const upTo = positions?.head ?? 0;
    // If all events up to `upTo` were deleted, only a client that has seen the last of them has missed nothing.
    const firstKept = positions?.oldest ?? upTo + 1;
    if (!(lastSeq <= upTo) || lastSeq < firstKept - 1 || upTo - lastSeq > maxGap) return { kind: "resync", upTo };
    if (lastSeq === upTo) return { kind: "replay", rows: [], upTo };
    const rows = await readScope(tx, actor, channels, { from: lastSeq, to: upTo, types: feedTypes });
    return rows.length > maxMissed ? { kind: "resync", upTo } : { kind: "replay", rows, upTo };
  });
}

/** The highest number that readers can see. */
export async function readHead(): Promise<number> {
  const [positions] = await withRole("app_realtime", (tx) => tx.query(selectPositions));
  return positions?.head ?? 0;
}

/** The relay writes its position with the numbers, in one transaction; it remains when old events are deleted. */
const selectPositions = sqlStatement(
  "realtime_positions",
  z.object({ head: z.coerce.number(), oldest: z.coerce.number().nullable() }),
  () => sql`
    select greatest((select max(${events.seq}) from ${events}),
                    (select ${leases.lastSeq} from ${leases} where ${leases.name} = 'relay'), 0) as head,
           (select min(${events.seq}) from ${events}) as oldest`,
);

type Gap = { from: number; to: number; types: readonly string[] };

/** The same rule as for the channels of live events. */
function readScope(tx: Tx, actor: UserActor, channels: readonly Channel[], gap: Gap): Promise<FeedRow[]> {
  switch (actor.role) {
    case "STUDENT":
      return tx.query(selectMissedOfStudent, { ...gap, studentId: actor.userId });
    case "CLINICAL_SUPERVISOR": {
      const studentIds = channels.map((channel) => channel.slice("student:".length));
      return tx.query(selectMissedOfStudents, { ...gap, studentIds });
    }
    case "SCHOOL_ADMIN":
      return tx.query(selectMissedOfSchool, { ...gap, schoolId: actor.schoolId });
    case "SUPER_ADMIN":
      return tx.query(selectMissed, gap);
  }
}

const selectMissedOfStudent = statement("realtime_missed_student", (db, p: Params<Gap & { studentId: string }>) =>
  missed(db, p, eq(events.studentId, p.studentId)),
);

const selectMissedOfStudents = statement(
  "realtime_missed_clinical_supervisor",
  (db, p: Params<Gap & { studentIds: string[] }>) => missed(db, p, sql`${events.studentId} = any(${p.studentIds})`),
);

const selectMissedOfSchool = statement("realtime_missed_school_admin", (db, p: Params<Gap & { schoolId: string }>) =>
  missed(db, p, eq(events.schoolId, p.schoolId)),
);

const selectMissed = statement("realtime_missed_super_admin", (db, p: Params<Gap>) => missed(db, p));

function missed(db: NodePgDatabase, p: Params<Gap>, scope?: SQL) {
  return db
    .select(feedColumns)
    .from(events)
    .where(and(gt(events.seq, p.from), lte(events.seq, p.to), sql`${events.type} = any(${p.types})`, scope))
    .orderBy(events.seq)
    .limit(fixedLimit(maxMissed + 1));
}
