import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { config } from "#src/config.ts";

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

const folder = () => join(config.dataDir, "anchors");
const nameOf = (anchoredAt: string) => anchoredAt.replaceAll(":", "-");

/** SHA-256 of what an anchor says, in hexadecimal. */
export function digestOf({ anchoredAt, previous, schools }: AnchorContent): string {
  return createHash("sha256")
    .update(JSON.stringify([anchoredAt, previous, schools.map((one) => [one.schoolId, one.audit, one.access])]))
    .digest("hex");
}

/** Keeps an anchor, and the authority's stamp beside it, in `DATA_DIR/anchors`. */
export async function keepAnchor(anchor: AnchorFile, stamp: Buffer | undefined): Promise<void> {
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const path = join(folder(), nameOf(anchor.anchoredAt));
  if (stamp) await writeFile(`${path}.tsr`, stamp, { mode: 0o600 });
  await writeFile(`${path}.part`, `${JSON.stringify(anchor, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.part`, `${path}.json`);
}

/**
 * The anchors that this machine keeps, oldest first. One that cannot be read, or does not have the digest that it says,
 * is named under `broken`.
 */
export async function readAnchors(): Promise<{ anchors: AnchorFile[]; broken: string[] }> {
  const names = (await readdir(folder()).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  const anchors: AnchorFile[] = [];
  const broken: string[] = [];
  for (const name of names) {
    const parsed = await readAnchor(join(folder(), name));
    if (parsed && parsed.digest === digestOf(parsed)) anchors.push(parsed);
    else broken.push(name);
  }
  return { anchors, broken };
}

async function readAnchor(path: string): Promise<AnchorFile | undefined> {
  try {
    return anchorFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}
