import { formatPosition } from "#src/platform/backup/replication.ts";

/**
 * What is where in the place of an installation's backups:
 *
 *     bases/<name>/database/<part>   the data folder of PostgreSQL: a tar of BASE_BACKUP, compressed
 *     bases/<name>/keys              secrets and keys of the data folder
 *     bases/<name>/files             the keys that the file store had
 *     bases/<name>/base              what it is; written last, so that a base without it was broken off
 *     wal/<timeline>/<piece>         the write-ahead log behind the bases
 *     secrets/<time>                 secrets and keys of the data folder, each time that they changed since a base
 *     files/<key>/<part>             content of the file store
 */
export const basesFolder = "bases";
export const secretsFolder = "secrets";
export const filesFolder = "files";

/** Reserves in the server the log that was not stored yet, over restarts of both. */
export const slotName = "competency_backup";

export function walFolder(timeline: number): string {
  return `wal/${hex(timeline, 8)}`;
}

/** `20261201T223000Z`: the time at which it was begun, to the second. */
export function baseName(begun: Date): string {
  return begun.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** The time of `baseName`; undefined for another name. */
export function begunAtOf(name: string): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(name);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/**
 * A piece of the log: the bytes from one position to another. All that was confirmed until `writtenAt` (ms since 1970) is in it
 * or before it.
 */
export type WalPiece = { timeline: number; from: bigint; to: bigint; writtenAt: number };

export function pieceName({ timeline, from, to, writtenAt }: WalPiece): string {
  return `${walFolder(timeline)}/${hex(from, 16)}-${hex(to, 16)}-${writtenAt}`;
}

/** Undefined for another name. */
export function parsePieceName(name: string): WalPiece | undefined {
  const match = /^wal\/([0-9a-f]{8})\/([0-9a-f]{16})-([0-9a-f]{16})-(\d+)$/.exec(name);
  if (!match) return undefined;
  const [, timeline = "", from = "", to = "", writtenAt = ""] = match;
  return {
    timeline: Number.parseInt(timeline, 16),
    from: BigInt(`0x${from}`),
    to: BigInt(`0x${to}`),
    writtenAt: Number(writtenAt),
  };
}

/** The pieces that lead from a position on without a gap, in order; those of a broken attempt may overlap. */
export function unbrokenFrom(position: bigint, pieces: readonly WalPiece[]): WalPiece[] {
  const ordered = pieces
    .filter(({ to }) => to > position)
    .toSorted((a, b) => Number(a.from - b.from) || Number(b.to - a.to));
  const chain: WalPiece[] = [];
  let end = position;
  for (const piece of ordered) {
    if (piece.to <= end) continue;
    if (piece.from > end) break;
    chain.push(piece);
    end = piece.to;
  }
  return chain;
}

/** The file of `pg_wal` that holds a position, by PostgreSQL's naming. @param segmentBytes 16 MiB unless initdb was told other */
export function segmentName(timeline: number, position: bigint, segmentBytes: number): string {
  const segment = position / BigInt(segmentBytes);
  const perLog = 0x1_0000_0000n / BigInt(segmentBytes);
  return [BigInt(timeline), segment / perLog, segment % perLog]
    .map((part) => hex(part, 8))
    .join("")
    .toUpperCase();
}

export function describePiece({ timeline, from, to }: WalPiece): string {
  return `${formatPosition(from)} to ${formatPosition(to)} of timeline ${timeline}`;
}

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
