import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import { now } from "#src/lib/clock.ts";
import { type BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { baseName, basesFolder } from "#src/platform/backup/names.ts";
import { type Copy, parsePosition, type Replication } from "#src/platform/backup/replication.ts";

const position = z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/);

const baseSchema = z.strictObject({
  name: z.string(),
  /** Of the data folder, which a restored one has too (`IDENTIFY_SYSTEM`). */
  systemId: z.string(),
  timeline: z.number().int(),
  /** Where its log begins and where it is whole, as PostgreSQL writes positions. */
  from: position,
  to: position,
  begunAt: z.iso.datetime(),
  /** No earlier moment than this can be restored from it. */
  endedAt: z.iso.datetime(),
  postgres: z.string(),
  /** Of the tar before it was compressed. */
  bytes: z.number().int(),
  fileCount: z.number().int(),
});

/** A whole copy of the database, from which it can be restored to any moment behind it. */
export type Base = z.infer<typeof baseSchema>;

export type BaseContent = {
  /** What the file store had when the copy was begun. */
  fileKeys: readonly string[];
  /** Of the data folder: secrets and keys, by their paths in it. */
  secrets: Readonly<Record<string, string>>;
};

/** PostgreSQL checks the checksum of each page that it sends. The log that the copy needs to be whole is in it. */
export async function makeBase(
  place: BackupPlace,
  replication: Replication,
  { fileKeys, secrets }: BaseContent,
): Promise<Base> {
  const begun = now();
  const name = baseName(begun);
  const folder = `${basesFolder}/${name}`;
  const [[systemId, timeline] = []] = await replication.ask("IDENTIFY_SYSTEM");
  const [[postgres] = []] = await replication.ask("SHOW server_version");
  const copy = replication.begin(
    "BASE_BACKUP (LABEL 'competency', CHECKPOINT 'fast', WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')",
  );
  const content = new BaseStream(copy);
  await pipeline(Readable.from(content.tar()), createZstdCompress(level(3)), (compressed) =>
    place.putParts(`${folder}/database`, compressed as AsyncIterable<Buffer>),
  );
  await place.put(`${folder}/manifest`, pack(content.manifest()));
  await place.put(`${folder}/files`, pack(Buffer.from(JSON.stringify(fileKeys))));
  await place.put(`${folder}/keys`, pack(Buffer.from(JSON.stringify(secrets))));
  const [[from] = [], [to] = []] = [copy.rows.at(0), copy.rows.at(-1)];
  const base = baseSchema.parse({
    name,
    systemId,
    timeline: Number(timeline),
    from,
    to,
    begunAt: begun.toISOString(),
    endedAt: now().toISOString(),
    postgres,
    bytes: content.bytes,
    fileCount: fileKeys.length,
  });
  await place.put(`${folder}/base`, Buffer.from(JSON.stringify(base)));
  return base;
}

export type Bases = {
  /** The whole ones, the oldest first. */
  bases: Base[];
  /** Those of which it cannot be read what they are, in no order. */
  damaged: { name: string; fault: string }[];
};

export async function listBases(place: BackupPlace): Promise<Bases> {
  const found: Bases = { bases: [], damaged: [] };
  for await (const object of place.list(basesFolder)) {
    const [, name = "", part] = object.split("/");
    if (part !== "base") continue;
    try {
      const bytes = await place.find(object);
      if (bytes) found.bases.push(baseSchema.parse(JSON.parse(bytes.toString("utf8"))));
    } catch (error) {
      if (!(error instanceof UnreadableBackup)) throw error;
      found.damaged.push({ name, fault: error.message });
    }
  }
  found.bases.sort((a, b) => (a.endedAt < b.endedAt ? -1 : 1));
  return found;
}

export async function fileKeysOf(place: BackupPlace, { name }: Base): Promise<string[]> {
  const bytes = unpack(await place.get(`${basesFolder}/${name}/files`));
  return z.array(z.string()).parse(JSON.parse(bytes.toString("utf8")));
}

export async function secretsOf(place: BackupPlace, { name }: Base): Promise<Record<string, string>> {
  return unpackSecrets(await place.get(`${basesFolder}/${name}/keys`));
}

export function unpackSecrets(bytes: Uint8Array): Record<string, string> {
  return z.record(z.string(), z.string()).parse(JSON.parse(unpack(bytes).toString("utf8")));
}

export async function manifestOf(place: BackupPlace, { name }: Base): Promise<Buffer> {
  return unpack(await place.get(`${basesFolder}/${name}/manifest`));
}

export function fromOf(base: Base): bigint {
  return parsePosition(base.from);
}

export function pack(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, level(3));
}

export function unpack(bytes: Uint8Array): Buffer {
  return zstdDecompressSync(bytes);
}

function level(value: number) {
  return { params: { [constants.ZSTD_c_compressionLevel]: value } };
}

const kinds = { archive: 0x6e, manifest: 0x6d, data: 0x64 };

/** What BASE_BACKUP sends: one archive, since there are no tablespaces, and behind it a manifest. */
class BaseStream {
  bytes = 0;
  readonly #copy: Copy;
  readonly #manifest: Buffer[] = [];

  constructor(copy: Copy) {
    this.#copy = copy;
  }

  async *tar(): AsyncGenerator<Buffer> {
    let archives = 0;
    let isManifest = false;
    for await (const message of this.#copy.pieces as AsyncIterable<Buffer>) {
      if (message[0] === kinds.archive) {
        archives += 1;
        if (archives > 1) throw new Error("the database has tablespaces of its own, which are not backed up");
      } else if (message[0] === kinds.manifest) {
        isManifest = true;
      } else if (message[0] === kinds.data) {
        const data = message.subarray(1);
        if (isManifest) {
          this.#manifest.push(data);
        } else {
          this.bytes += data.byteLength;
          yield data;
        }
      }
    }
    // The end of a tar, which PostgreSQL leaves out.
    yield Buffer.alloc(1024);
  }

  manifest(): Buffer {
    return Buffer.concat(this.#manifest);
  }
}
