import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const names = ["secrets", "keys", "push-keys", "demo"];
const folders = ["anchors"];

/** What of the data folder is needed beside the database, in base64: its secrets and keys, and the anchors of the audit. */
export async function readSecrets(dataDir: string): Promise<Record<string, string>> {
  const paths = [...names];
  for (const folder of folders) {
    for (const name of await readdir(join(dataDir, folder)).catch(() => [])) paths.push(`${folder}/${name}`);
  }
  const found: Record<string, string> = {};
  for (const path of paths) {
    const bytes = await readFile(join(dataDir, path)).catch(() => undefined);
    if (bytes) found[path] = bytes.toString("base64");
  }
  return found;
}

/** Writes those that are not there; what is there stays. @returns what was written */
export async function writeMissingSecrets(dataDir: string, secrets: Record<string, string>): Promise<string[]> {
  const written: string[] = [];
  for (const [path, content] of Object.entries(secrets)) {
    const isKnown = names.includes(path) || folders.some((folder) => dirname(path) === folder);
    const target = join(dataDir, path);
    if (!isKnown || (await exists(target))) continue;
    await mkdir(dirname(target), { recursive: true, mode: 0o711 });
    await writeFile(target, Buffer.from(content, "base64"), { mode: 0o600, flag: "wx" });
    written.push(path);
  }
  return written;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
