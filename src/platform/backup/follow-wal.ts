import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { pack } from "#src/platform/backup/base.ts";
import { pieceName, slotName } from "#src/platform/backup/names.ts";
import { formatPosition, type Replication } from "#src/platform/backup/replication.ts";

const pieceBytes = 8n * 1024n * 1024n;
const reportEveryMs = 10_000;
const markEveryMs = 100;
const epochMs = Date.UTC(2000, 0, 1);

type Following = {
  timeline: number;
  from: bigint;
  /** Until when the log is stored already (ms since 1970). */
  writtenAt: number;
  /** How much may be lost at most, besides the time that storing takes. */
  everyMs: number;
  /** Awaited before a piece is stored: what its records name is to be stored first. */
  beforePiece(): Promise<void>;
  signal: AbortSignal;
};

/**
 * Stores the write-ahead log in pieces while the server writes it, until the signal or a fault. The server is told what is
 * stored only when it is, so that it keeps the rest.
 */
export async function followWal(place: BackupPlace, replication: Replication, following: Following): Promise<void> {
  const { timeline, from, everyMs, beforePiece, signal } = following;
  const copy = replication.begin(
    `START_REPLICATION SLOT ${slotName} PHYSICAL ${formatPosition(from)} TIMELINE ${timeline}`,
  );
  let stored = from;
  let received = from;
  let { writtenAt } = following;
  let sentAt = writtenAt;
  /** With the log up to `end`, all is here that was written before `at`; in order. */
  const marks: { end: bigint; at: number }[] = [];
  let waiting: Buffer[] = [];
  const report = () => copy.send(statusOf(received, stored));

  const storeWaiting = async () => {
    if (waiting.length === 0) return;
    const bytes = Buffer.concat(waiting);
    waiting = [];
    const piece = { timeline, from: stored, to: stored + BigInt(bytes.byteLength), writtenAt };
    await beforePiece();
    await place.put(pieceName(piece), pack(bytes));
    stored = piece.to;
    report();
  };
  let turn = Promise.resolve();
  const store = () => {
    turn = turn.then(storeWaiting);
    return turn;
  };
  const fail = (error: Error) => copy.pieces.destroy(error);

  const timers = [setInterval(() => store().catch(fail), everyMs), setInterval(report, reportEveryMs)];
  const stop = () => copy.end();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const message of copy.pieces as AsyncIterable<Buffer>) {
      if (message[0] === kinds.keepalive) {
        sentAt = momentIn(message, 9);
        if (message[17] === 1) report();
      } else if (message[0] === kinds.data) {
        const start = message.readBigInt64BE(1);
        if (start !== received)
          throw new Error(`the log goes on at ${formatPosition(start)} after ${formatPosition(received)}`);
        // After a pause the log comes hours later than it was written. How much there was of it the server looked after it
        // had sent the message before, and it may go on writing faster than it sends.
        const last = marks.at(-1);
        if (!last || sentAt >= last.at + markEveryMs) marks.push({ end: message.readBigInt64BE(9), at: sentAt });
        const data = message.subarray(dataAt);
        waiting.push(data);
        received += BigInt(data.byteLength);
        for (let mark = marks[0]; mark && mark.end <= received; mark = marks[0]) {
          writtenAt = mark.at;
          marks.shift();
        }
        sentAt = momentIn(message, 17);
        if (received - stored >= pieceBytes) await store();
      }
    }
    await store();
  } finally {
    signal.removeEventListener("abort", stop);
    for (const timer of timers) clearInterval(timer);
    await turn.catch(() => {});
  }
  if (!signal.aborted) throw new Error("the server ended the log of this timeline");
}

/** XLogData: kind, start and end of the log, time of the server, and then the bytes. */
const kinds = { data: 0x77, keepalive: 0x6b };
const dataAt = 25;

/** A server's time: microseconds since 2000. @returns ms since 1970 */
function momentIn(message: Buffer, at: number): number {
  return Number(message.readBigInt64BE(at) / 1000n) + epochMs;
}

/** A standby's status: what it has received, what is safe, and its time. Nothing is applied. */
function statusOf(received: bigint, stored: bigint): Buffer {
  const message = Buffer.alloc(34);
  message.write("r", 0, "latin1");
  message.writeBigInt64BE(received, 1);
  message.writeBigInt64BE(stored, 9);
  message.writeBigInt64BE(BigInt(Date.now() - epochMs) * 1000n, 25);
  return message;
}
