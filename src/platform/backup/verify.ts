import { type BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { type Base, fileKeysOf, listBases, secretsOf, unpack } from "#src/platform/backup/base.ts";
import { copiedKeys } from "#src/platform/backup/copy-files.ts";
import { describePiece, filesFolder, pieceName } from "#src/platform/backup/names.ts";
import { logOf, readBase } from "#src/platform/backup/restore.ts";

export type Verified = {
  bases: { base: Base; files: number; pieces: number; until: Date }[];
  contents: number;
  faults: string[];
};

/** Reads all that is there as a restore would, and says what a restore would miss. Nothing is written. */
export async function verify(place: BackupPlace, said: (line: string) => void): Promise<Verified> {
  const verified: Verified = { bases: [], contents: 0, faults: [] };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UnreadableBackup) && !isDamage(error)) throw error;
      verified.faults.push(error.message);
    }
  };
  const bases = await listBases(place);
  if (bases.length === 0) verified.faults.push("there is no whole copy of the database");
  const copied = new Set(await copiedKeys(place));
  const read = new Set<string>();
  for (const base of bases) {
    await attempt(async () => {
      said(`Reading ${base.name} …`);
      const { files } = await readBase(place, base, async ({ content }) => {
        for await (const _ of content);
      });
      await secretsOf(place, base);
      const missing = (await fileKeysOf(place, base)).filter((key) => !copied.has(key));
      for (const key of missing) verified.faults.push(`${base.name} names ${key}, whose content is missing`);
      const { pieces, lost } = await logOf(place, base);
      if (lost.length > 0) {
        verified.faults.push(`the log has a gap before ${describePiece(lost[0] as (typeof lost)[0])}`);
      }
      for (const piece of pieces) {
        const name = pieceName(piece);
        if (read.has(name)) continue;
        read.add(name);
        await attempt(async () => void unpack(await place.get(name)));
      }
      const until = new Date(pieces.at(-1)?.writtenAt ?? base.endedAt);
      verified.bases.push({ base, files, pieces: pieces.length, until });
    });
  }
  said(`Reading ${copied.size} files …`);
  for (const key of copied) {
    await attempt(async () => {
      for await (const _ of place.getParts(`${filesFolder}/${key}`));
      verified.contents += 1;
    });
  }
  return verified;
}

/** What zstd and tar say of bytes that are not theirs. */
function isDamage(error: unknown): error is Error {
  return (
    error instanceof Error && /zstd|tar|Unexpected end/i.test(`${error.message} ${"code" in error ? error.code : ""}`)
  );
}
