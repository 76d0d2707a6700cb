import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Disk } from "flydrive";
import { z } from "zod";
import { config } from "#src/config.ts";
import { folderDisk, keysIn, type S3Settings, s3Disk } from "#src/platform/files/disks.ts";

const head = z.object({ number: z.number(), hash: z.string().nullable() });

const content = z.object({
  anchoredAt: z.string(),
  /** The digest of the anchor before, so that none can be left out. */
  previous: z.string().nullable(),
  schools: z.array(z.object({ schoolId: z.string(), audit: head, access: head })),
});

const anchorFile = content.extend({ digest: z.string() });
export type AnchorContent = z.output<typeof content>;
export type AnchorFile = z.output<typeof anchorFile>;
export type KeptAnchors = { anchors: AnchorFile[]; broken: string[] };

/** Where they are: the configuration of this process. */
type Place = { dataDir: string; s3: S3Settings | undefined };

export const anchorsFolder = "anchors";

const readAtOnce = 16;
const nameOf = (anchoredAt: string) => anchoredAt.replaceAll(":", "-");

/** SHA-256 of what an anchor says, in hexadecimal. */
export function digestOf({ anchoredAt, previous, schools }: AnchorContent): string {
  return createHash("sha256")
    .update(JSON.stringify([anchoredAt, previous, schools.map((one) => [one.schoolId, one.audit, one.access])]))
    .digest("hex");
}

/** Keeps an anchor, and the authority's stamp beside it, in the bucket for files, or without one in `DATA_DIR/anchors`. */
export async function keepAnchor(
  anchor: AnchorFile,
  stamp: Buffer | undefined,
  { dataDir, s3 }: Place = config,
): Promise<void> {
  const content = `${JSON.stringify(anchor, null, 2)}\n`;
  const name = nameOf(anchor.anchoredAt);
  if (s3) {
    const disk = s3Disk(s3);
    if (stamp) await disk.put(`${anchorsFolder}/${name}.tsr`, stamp);
    await disk.put(`${anchorsFolder}/${name}.json`, content);
    return;
  }
  const folder = join(dataDir, anchorsFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  if (stamp) await writeFile(`${path}.tsr`, stamp, { mode: 0o600 });
  await writeFile(`${path}.part`, content, { mode: 0o600, flush: true });
  await rename(`${path}.part`, `${path}.json`);
}

/**
 * The anchors of the folder and of the bucket, oldest first. One that cannot be read, or does not have the digest that it
 * says, is named under `broken`. Fails where the bucket cannot be reached.
 */
export async function readAnchors({ dataDir, s3 }: Place = config): Promise<KeptAnchors> {
  const disks = [folderDisk(dataDir), ...(s3 ? [s3Disk(s3)] : [])];
  const found = (await Promise.all(disks.map(readFrom))).flat();
  found.sort((one, other) => (one.name < other.name ? -1 : 1));
  const anchors: AnchorFile[] = [];
  const broken: string[] = [];
  for (const { name, anchor } of found) {
    if (anchor && anchor.digest === digestOf(anchor)) anchors.push(anchor);
    else broken.push(name);
  }
  return { anchors, broken };
}

async function readFrom(disk: Disk): Promise<{ name: string; anchor: AnchorFile | undefined }[]> {
  const keys: string[] = [];
  for await (const key of keysIn(disk, anchorsFolder)) if (key.endsWith(".json")) keys.push(key);
  const found: { name: string; anchor: AnchorFile | undefined }[] = [];
  for (let at = 0; at < keys.length; at += readAtOnce) {
    const some = keys.slice(at, at + readAtOnce);
    found.push(
      ...(await Promise.all(some.map(async (key) => ({ name: basename(key), anchor: parse(await disk.get(key)) })))),
    );
  }
  return found;
}

function parse(text: string): AnchorFile | undefined {
  try {
    return anchorFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
