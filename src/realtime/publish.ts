import type { EventData, EventType } from "#src/platform/events/events.ts";
import { type Channel, channelsOfEvent } from "#src/realtime/channels.ts";
import type { FeedRow } from "#src/realtime/feed-rows.ts";
import { textFrame } from "#src/realtime/frames.ts";
import type { RealtimeEvent } from "#src/realtime/schema.ts";

export type Message = { seq: number; channels: readonly Channel[]; frame: Buffer };

/** The events that travel to browsers, by the name they have there. Others are for jobs alone. */
const wireTypes = {
  "progress.updated": "progress_updated",
  "assessment.submitted": "assessment_submitted",
  "deadline.approaching": "deadline_approaching",
  "achievement.unlocked": "achievement_unlocked",
} as const satisfies Partial<Record<EventType, RealtimeEvent["type"]>>;

export const feedTypes: readonly EventType[] = [
  "progress.updated",
  "assessment.submitted",
  "deadline.approaching",
  "achievement.unlocked",
];

/**
 * Turns what was read at once into messages in the order of their numbers. Of several updates of one assignment only
 * the last is sent, and all updates of a student carry their newest overall progress.
 */
export function toMessages(rows: readonly FeedRow[]): Message[] {
  const lastOfAssignment = new Map<string, FeedRow>();
  const overallOfStudent = new Map<string, unknown>();
  for (const row of rows) {
    if (row.type !== "progress.updated") continue;
    const { studentId, overall } = progressOf(row);
    lastOfAssignment.set(assignmentKey(row), row);
    overallOfStudent.set(studentId, overall);
  }
  return rows
    .filter((row) => row.type !== "progress.updated" || lastOfAssignment.get(assignmentKey(row)) === row)
    .map((row) => toMessage(row, overallOfStudent));
}

/** Tells a client to fetch its state anew and to go on from here. */
export function resyncFrame(position: number, at: Date): Buffer {
  return textFrame(JSON.stringify({ id: String(position), type: "resync", occurredAt: at.toISOString(), data: {} }));
}

function toMessage(row: FeedRow, overallOfStudent: ReadonlyMap<string, unknown>): Message {
  const data =
    row.type === "progress.updated"
      ? { ...row.data, overall: overallOfStudent.get(progressOf(row).studentId) }
      : row.data;
  return {
    seq: row.seq,
    channels: channelsOfEvent(row),
    frame: textFrame(
      JSON.stringify({
        id: String(row.seq),
        type: wireTypeOf(row.type),
        occurredAt: row.createdAt.toISOString(),
        data,
      }),
    ),
  };
}

function wireTypeOf(type: string): string {
  return Reflect.get(wireTypes, type) as string;
}

function assignmentKey(row: FeedRow): string {
  const { studentId, assignment } = progressOf(row);
  return `${studentId} ${assignment.id}`;
}

/** `emit` takes only data of the type's shape. */
function progressOf(row: FeedRow): EventData["progress.updated"] {
  return row.data as EventData["progress.updated"];
}
