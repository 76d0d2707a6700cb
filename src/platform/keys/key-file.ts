import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { z } from "zod";
import { type Key, type KeyProvider, type Keys, keyBytes, keyIdPattern } from "#src/platform/keys/key.ts";

const entry = z.strictObject({
  id: z.string().regex(keyIdPattern),
  secret: z.string().regex(/^[\w-]{43}$/),
  usedFrom: z.iso.datetime(),
});
const content = z.strictObject({
  signing: z.array(entry).optional(),
  encryption: z.array(entry).optional(),
  logins: z.array(entry).optional(),
});

/** The keys of an installation in a file that only its owner may read. Another process sees a change within seconds. */
export function keyFile(path: string): KeyProvider {
  let seen: { version: string; keys: Partial<Keys> } | undefined;
  return {
    read() {
      const version = versionOf(path);
      if (seen?.version !== version) seen = { version, keys: version === "" ? {} : readKeyFile(path) };
      return seen.keys;
    },
  };
}

/** Throws for a file that is damaged: to go on without its keys would make what they sealed look lost. */
export function readKeyFile(path: string): Partial<Keys> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
  const parsed = content.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new Error(
      `${path} is damaged. Restore it from a backup: without its keys nothing that they sealed can be read.`,
    );
  }
  return Object.fromEntries(Object.entries(parsed.data).map(([use, entries = []]) => [use, entries.map(keyOf)]));
}

/**
 * Replaces the file as a whole, for its owner alone. Throws while another command writes it.
 * @param change of what stands there now
 */
export function changeKeyFile(path: string, change: (keys: Partial<Keys>) => Partial<Keys>): void {
  const partial = `${path}.new`;
  let file: number;
  try {
    file = openSync(partial, "wx", 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new Error(
        `${partial} is there: another command changes the keys, or was ended while it did. Then remove it.`,
      );
    }
    throw error;
  }
  try {
    try {
      writeFileSync(file, textOf(change(readKeyFile(path))));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(partial, 0o600);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function textOf(keys: Partial<Keys>): string {
  const uses = Object.entries(keys).map(([use, list]) => [
    use,
    list.map(({ id, secret, usedFrom }) => ({
      id,
      secret: secret.toString("base64url"),
      usedFrom: usedFrom.toISOString(),
    })),
  ]);
  return `${JSON.stringify(Object.fromEntries(uses), null, 2)}\n`;
}

function keyOf({ id, secret, usedFrom }: z.output<typeof entry>): Key {
  const bytes = Buffer.from(secret, "base64url");
  if (bytes.length !== keyBytes) throw new Error(`the key ${id} has not ${keyBytes} bytes`);
  return { id, secret: bytes, usedFrom: new Date(usedFrom) };
}

function versionOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
