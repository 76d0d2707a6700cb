import type { z } from "zod";
import { events } from "#src/features/progress/events.ts";
import { type Channel, channelsOfEvent } from "#src/realtime/channels.ts";
import type { FeedRow } from "#src/realtime/feed-rows.ts";
import { textFrame } from "#src/realtime/frames.ts";
import { liveEvents } from "#src/realtime/schema.ts";

type ProgressUpdated = z.output<typeof events.updated.data>;

export type Message = { seq: number; channels: readonly Channel[]; frame: Buffer };

const liveNames = new Map(liveEvents.map(({ type, liveName }) => [type, liveName]));

/** Types of the events that are sent to browsers. */
export const feedTypes: readonly string[] = [...liveNames.keys()];

const progressUpdated = events.updated.type;

/**
 * Turns what was read at once into messages in the order of their numbers. Of several updates of one assignment only
 * the last is sent, and all updates of a student carry their newest overall progress.
 */
export function toMessages(rows: readonly FeedRow[]): Message[] {
  const lastOfAssignment = new Map<string, FeedRow>();
  const overallOfStudent = new Map<string, unknown>();
  for (const row of rows) {
    if (row.type !== progressUpdated) continue;
    const { studentId, overall } = progressOf(row);
    lastOfAssignment.set(assignmentKey(row), row);
    overallOfStudent.set(studentId, overall);
  }
  return rows
    .filter((row) => row.type !== progressUpdated || lastOfAssignment.get(assignmentKey(row)) === row)
    .map((row) => toMessage(row, overallOfStudent));
}

/** Asks a client to fetch its state again and to continue from this position. */
export function resyncFrame(position: number, at: Date): Buffer {
  return textFrame(JSON.stringify({ id: String(position), type: "resync", occurredAt: at.toISOString(), data: {} }));
}

function toMessage(row: FeedRow, overallOfStudent: ReadonlyMap<string, unknown>): Message {
  const data =
    row.type === progressUpdated ? { ...row.data, overall: overallOfStudent.get(progressOf(row).studentId) } : row.data;
  return {
    seq: row.seq,
    channels: channelsOfEvent(row),
    frame: textFrame(
      JSON.stringify({
        id: String(row.seq),
        type: liveNames.get(row.type),
        occurredAt: row.createdAt.toISOString(),
        data,
      }),
    ),
  };
}

function assignmentKey(row: FeedRow): string {
  const { studentId, assignment } = progressOf(row);
  return `${studentId} ${assignment.id}`;
}

/** The event was written by `emit`, which accepts only data of this type. */
function progressOf(row: FeedRow): ProgressUpdated {
  return row.data as ProgressUpdated;
}
