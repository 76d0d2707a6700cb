import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { z } from "zod";
import { type BackupPlace, isDamage, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { type Base, fromOf, manifestOf, unpack } from "#src/platform/backup/base.ts";
import {
  basesFolder,
  parsePieceName,
  pieceName,
  segmentName,
  unbrokenFrom,
  type WalPiece,
  walFolder,
} from "#src/platform/backup/names.ts";

const segmentBytes = 16 * 1024 * 1024;

/** A file of the data folder as the tar has it, or a folder. */
type Entry = { path: string; isFolder: boolean; content: AsyncIterable<Buffer> };

/** Reads the copy of a database to its end. Throws where any file of it is not what PostgreSQL sent. */
export async function readBase(
  place: BackupPlace,
  base: Base,
  take: (entry: Entry) => Promise<void>,
): Promise<{ files: number }> {
  const expected = await checksums(place, base);
  const seen = new Set<string>();
  const tar = extract();
  const reading = pipeline(
    Readable.from(place.getParts(`${basesFolder}/${base.name}/database`)),
    createZstdDecompress(),
    tar,
  );
  try {
    for await (const entry of tar) {
      const { name: path, type } = entry.header as Header;
      if (type !== "file" && type !== "directory") throw new UnreadableBackup(`${base.name} has ${path}, a ${type}`);
      const hash = createHash("sha256");
      await take({ path, isFolder: type === "directory", content: hashed(entry as AsyncIterable<Buffer>, hash) });
      if (type !== "file") continue;
      seen.add(path);
      const digest = expected.get(path);
      // The log is not in the manifest; its records have checksums of their own.
      if (digest !== undefined && digest !== hash.digest("hex")) {
        throw new UnreadableBackup(`${path} of ${base.name} is not what the database sent`);
      }
    }
  } finally {
    tar.destroy();
    await reading.catch(() => {});
  }
  for (const path of expected.keys()) {
    if (!seen.has(path)) throw new UnreadableBackup(`${path} of ${base.name} is missing`);
  }
  return { files: seen.size };
}

const manifestSchema = z.object({
  Files: z.array(z.object({ Path: z.string(), Checksum: z.string(), "Checksum-Algorithm": z.literal("SHA256") })),
});

async function checksums(place: BackupPlace, base: Base): Promise<Map<string, string>> {
  const manifest = manifestSchema.parse(JSON.parse((await manifestOf(place, base)).toString("utf8")));
  return new Map(manifest.Files.map((file) => [file.Path, file.Checksum]));
}

async function* hashed(content: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
}

/** Writes the data folder of a database as it was while it was copied, which PostgreSQL makes whole by its log. */
export async function writeBase(place: BackupPlace, base: Base, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await readBase(place, base, async ({ path, isFolder, content }) => {
    const target = resolve(folder, path);
    if (target !== resolve(folder) && !target.startsWith(resolve(folder) + sep)) {
      throw new UnreadableBackup(`${base.name} has ${path}, which leads out of its folder`);
    }
    if (isFolder) {
      for await (const _ of content);
      await mkdir(target, { recursive: true, mode: 0o700 });
      return;
    }
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await pipeline(content, createWriteStream(target, { mode: 0o600 }));
  });
}

export type Log = {
  pieces: WalPiece[];
  /** Behind a gap: of no use for this base. */
  lost: WalPiece[];
};

/** The log that leads on from a base. */
export async function logOf(place: BackupPlace, base: Base): Promise<Log> {
  const all: WalPiece[] = [];
  for await (const name of place.list(walFolder(base.timeline))) {
    const piece = parsePieceName(name);
    if (piece) all.push(piece);
  }
  const pieces = unbrokenFrom(fromOf(base), all);
  const end = pieces.at(-1)?.to ?? fromOf(base);
  return { pieces, lost: all.filter(({ from }) => from > end) };
}

/** @property after the piece before it, which was read; undefined where it is the first */
export type DamagedLog = { fault: string; after: WalPiece | undefined };

/**
 * Writes the log into the segments of `pg_wal`; what the last one lacks stays zero, where PostgreSQL's recovery ends.
 * @returns the first piece that cannot be read, before which it ends
 */
export async function writeLog(
  place: BackupPlace,
  pieces: readonly WalPiece[],
  folder: string,
): Promise<DamagedLog | undefined> {
  let after: WalPiece | undefined;
  for (const piece of pieces) {
    let bytes: Buffer;
    try {
      bytes = await readPiece(place, piece);
    } catch (error) {
      if (isDamage(error)) return { fault: error.message, after };
      throw error;
    }
    for (let at = 0; at < bytes.byteLength; ) {
      const position = piece.from + BigInt(at);
      const offset = Number(position % BigInt(segmentBytes));
      const part = bytes.subarray(at, at + segmentBytes - offset);
      await writeAt(join(folder, "pg_wal", segmentName(piece.timeline, position, segmentBytes)), part, offset);
      at += part.byteLength;
    }
    after = piece;
  }
}

export async function readPiece(place: BackupPlace, piece: WalPiece): Promise<Buffer> {
  const bytes = unpack(await place.get(pieceName(piece)));
  if (BigInt(bytes.byteLength) === piece.to - piece.from) return bytes;
  throw new UnreadableBackup(`${pieceName(piece)} is not as long as its name says`);
}

async function writeAt(path: string, bytes: Buffer, offset: number): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  const file = await open(path, exists ? "r+" : "w", 0o600);
  try {
    if (!exists) await file.truncate(segmentBytes);
    await file.write(bytes, 0, bytes.byteLength, offset);
  } finally {
    await file.close();
  }
}
