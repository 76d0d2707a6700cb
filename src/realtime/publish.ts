import type { z } from "zod";
import { events } from "#src/features/progress/events.ts";
import { type Channel, channelsOfEvent } from "#src/realtime/channels.ts";
import type { FeedRow } from "#src/realtime/feed-rows.ts";
import { Packet } from "#src/realtime/frames.ts";
import { liveEvents } from "#src/realtime/schema.ts";

type ProgressUpdated = z.output<typeof events.updated.data>;

export type Message = {
  seq: number;
  channels: readonly Channel[];
  liveName: string;
  studentId: string | null;
  packet: Packet;
};

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
export function resyncPacket(position: number, at: Date): Packet {
  const id = String(position);
  return new Packet(id, JSON.stringify({ id, type: "resync", occurredAt: at.toISOString(), data: {} }));
}

function toMessage(row: FeedRow, overallOfStudent: ReadonlyMap<string, unknown>): Message {
  const data =
    row.type === progressUpdated ? { ...row.data, overall: overallOfStudent.get(progressOf(row).studentId) } : row.data;
  const id = String(row.seq);
  const liveName = liveNames.get(row.type) ?? row.type;
  const occurredAt = row.createdAt.toISOString();
  return {
    seq: row.seq,
    channels: channelsOfEvent(row),
    liveName,
    studentId: row.studentId,
    packet: new Packet(id, JSON.stringify({ id, type: liveName, occurredAt, data })),
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
