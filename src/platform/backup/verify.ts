import { type BackupPlace, isDamage } from "#src/platform/backup/backup-place.ts";
import { type Base, fileKeysOf, listBases, secretsOf } from "#src/platform/backup/base.ts";
import { copiedKeys } from "#src/platform/backup/copy-files.ts";
import { listSecrets, readSecretsOf } from "#src/platform/backup/copy-secrets.ts";
import { describePiece, filesFolder, pieceName } from "#src/platform/backup/names.ts";
import { logOf, readBase, readPiece } from "#src/platform/backup/restore.ts";

export type Verified = {
  bases: { base: Base; files: number; pieces: number; until: Date }[];
  contents: number;
  faults: string[];
};

/** Reads all that is there as a restore would, and says what a restore would miss. Nothing is written. */
export async function verify(
  place: BackupPlace,
  { said, signal }: { said: (line: string) => void; signal?: AbortSignal },
): Promise<Verified> {
  const verified: Verified = { bases: [], contents: 0, faults: [] };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      verified.faults.push(error.message);
    }
  };
  const { bases, damaged } = await listBases(place);
  for (const { fault } of damaged) verified.faults.push(fault);
  if (bases.length === 0) verified.faults.push("there is no whole copy of the database");
  const copied = new Set(await copiedKeys(place));
  const read = new Set<string>();
  for (const base of bases) {
    await attempt(async () => {
      said(`Reading ${base.name} …`);
      const { files } = await readBase(place, base, async ({ content }) => {
        for await (const _ of content) signal?.throwIfAborted();
      });
      await secretsOf(place, base);
      const missing = (await fileKeysOf(place, base)).filter((key) => !copied.has(key));
      for (const key of missing) verified.faults.push(`${base.name} names ${key}, whose content is missing`);
      const { pieces, lost } = await logOf(place, base);
      if (lost.length > 0) {
        verified.faults.push(`the log has a gap before ${describePiece(lost[0] as (typeof lost)[0])}`);
      }
      for (const piece of pieces) {
        signal?.throwIfAborted();
        const name = pieceName(piece);
        if (read.has(name)) continue;
        read.add(name);
        await attempt(async () => void (await readPiece(place, piece)));
      }
      const until = new Date(pieces.at(-1)?.writtenAt ?? base.endedAt);
      verified.bases.push({ base, files, pieces: pieces.length, until });
    });
  }
  for (const time of await listSecrets(place)) await attempt(async () => void (await readSecretsOf(place, time)));
  said(`Reading ${copied.size} files …`);
  for (const key of copied) {
    signal?.throwIfAborted();
    await attempt(async () => {
      for await (const _ of place.getParts(`${filesFolder}/${key}`));
      verified.contents += 1;
    });
  }
  return verified;
}
