import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import type { Base, Bases } from "#src/platform/backup/base.ts";
import { begunAtOf, describePiece, type WalPiece } from "#src/platform/backup/names.ts";
import { logOf } from "#src/platform/backup/restore.ts";

/** How a database is restored: a copy, and the log that leads on from it. */
export type Way = {
  base: Base;
  /** Of the log, what is needed. */
  pieces: WalPiece[];
  /** Undefined: all that the log has. */
  until: Date | undefined;
  /** Up to when the log of this copy leads. */
  reach: Date;
  /** Why it ends before what is wanted; undefined where it does not. */
  gap: string | undefined;
};

/**
 * The ways to a moment, or to the end of the log: the newest copy first, and then those before it, for when that cannot be
 * read. The log of an older copy has to lead up to the newer one: else the gap is named.
 */
export async function* waysTo(
  place: BackupPlace,
  { bases, damaged }: Bases,
  until: Date | undefined,
): AsyncGenerator<Way> {
  const isOfTime = (moment: Date) => !until || moment <= until;
  let missed = damaged
    .map(({ name }) => ({ name, begunAt: begunAtOf(name) ?? new Date(0) }))
    .filter(({ begunAt }) => isOfTime(begunAt))
    .toSorted((a, b) => a.begunAt.getTime() - b.begunAt.getTime())
    .at(-1);
  for (const base of bases.filter(({ endedAt }) => isOfTime(new Date(endedAt))).toReversed()) {
    const { pieces, lost } = await logOf(place, base);
    const reach = reachOf(base, pieces.at(-1));
    let gap: string | undefined;
    if (lost[0] && (!until || until > reach)) {
      gap = gapAfter(reach, `before ${describePiece(lost[0])}`);
    } else if (missed && missed.begunAt > reach) {
      gap = gapAfter(reach, `and the copy ${missed.name}, which was made later, cannot be used`);
    }
    yield { base, pieces: upTo(until, pieces), until, reach, gap };
    const begunAt = new Date(base.begunAt);
    if (!missed || begunAt > missed.begunAt) missed = { name: base.name, begunAt };
  }
}

/** A copy is whole at its end, whatever of its log is there. */
export function reachOf(base: Base, last: WalPiece | undefined): Date {
  return new Date(Math.max(last?.writtenAt ?? 0, new Date(base.endedAt).getTime()));
}

export function gapAfter(reach: Date, where: string): string {
  return `The log has a gap after ${reach.toISOString()}, ${where}`;
}

/** The first piece that leads beyond the moment has its last records. */
function upTo(until: Date | undefined, pieces: WalPiece[]): WalPiece[] {
  if (!until) return pieces;
  return pieces.slice(0, pieces.findIndex(({ writtenAt }) => writtenAt > until.getTime()) + 1 || undefined);
}
