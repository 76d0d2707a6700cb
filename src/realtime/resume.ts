import { withRole } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";
import type { Channel } from "#src/realtime/channels.ts";
import { type FeedRow, feedTypes } from "#src/realtime/publish.ts";

/** More than this is cheaper to fetch anew. */
const maxMissed = 1_000;
/** The gap to look through, events of others included. */
const maxGap = 100_000;

export type Missed =
  | { kind: "replay"; rows: FeedRow[]; upTo: number }
  /** Too much, too old, or an id that never was. */
  | { kind: "resync"; upTo: number };

/** What the user may read of the events after `lastSeq`, up to a number that is told: what follows comes live. */
export function readMissed(actor: UserActor, channels: readonly Channel[], lastSeq: number): Promise<Missed> {
  return withRole("app_realtime", async (tx) => {
    const { rows: positions } = await tx.query<{ head: string; oldest: string | null }>(positionsQuery);
    const upTo = Number(positions[0]?.head ?? 0);
    const oldest = positions[0]?.oldest ?? null;
    // With all events up to `upTo` gone, only a client that has seen the last of them has missed nothing.
    const firstKept = oldest === null ? upTo + 1 : Number(oldest);
    if (!(lastSeq <= upTo) || lastSeq < firstKept - 1 || upTo - lastSeq > maxGap) return { kind: "resync", upTo };
    if (lastSeq === upTo) return { kind: "replay", rows: [], upTo };
    const [scope, scopeValue] = scopeOf(actor, channels);
    const { rows } = await tx.query<FeedRow>({
      name: `realtime_missed_${actor.role.toLowerCase()}`,
      text: `select seq, school_id, student_id, type, data, created_at from events
             where seq > $1 and seq <= $2 and type = any($3) and ${scope}
             order by seq limit ${maxMissed + 1}`,
      values: [lastSeq, upTo, feedTypes, scopeValue],
    });
    return rows.length > maxMissed ? { kind: "resync", upTo } : { kind: "replay", rows, upTo };
  });
}

/** The highest number that readers can see. */
export async function readHead(): Promise<number> {
  const { rows } = await withRole("app_realtime", (tx) => tx.query<{ head: string }>(positionsQuery));
  return Number(rows[0]?.head ?? 0);
}

/** The relay writes its position with the numbers, in one transaction; it stays when old events are deleted. */
const positionsQuery = {
  name: "realtime_positions",
  text: `select greatest((select max(seq) from events), (select last_seq from leases where name = 'relay'), 0) as head,
                (select min(seq) from events) as oldest`,
};

/** The same rule as the channels, which a client's live events follow. */
function scopeOf(actor: UserActor, channels: readonly Channel[]): [string, unknown] {
  switch (actor.role) {
    case "STUDENT":
      return ["student_id = $4", actor.userId];
    case "CLINICAL_SUPERVISOR":
      return ["student_id = any($4)", channels.map((channel) => channel.slice("student:".length))];
    case "SCHOOL_ADMIN":
      return ["school_id = $4", actor.schoolId];
    case "SUPER_ADMIN":
      return ["$4", true];
  }
}
