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
import { jsonOf } from "#src/lib/json-of.ts";
import { type Envelope, NotOpened, unwrapText, wrappedFile, wrapText } from "#src/platform/keys/envelope.ts";
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

/**
 * The keys of an installation in a file that only its owner may read, as they are or wrapped. Another process sees a change
 * within seconds. Where the file was wrapped anew, it goes on with the keys that it has.
 * @param onWrapped called once for each such change
 */
export function keyFile(path: string, onWrapped: () => void = () => {}): KeyProvider {
  let seen: { version: string; keys: Partial<Keys> } | undefined;
  let closed: string | undefined;
  return {
    read() {
      const version = versionOf(path);
      if (seen?.version === version) return seen.keys;
      try {
        seen = { version, keys: version === "" ? {} : readKeyFile(path) };
      } catch (error) {
        if (!(error instanceof NotOpened) || !seen) throw error;
        if (closed !== version) onWrapped();
        closed = version;
      }
      return seen.keys;
    },
  };
}

/**
 * Throws for a file that is damaged: to go on without its keys would make what they sealed look lost. Throws `NotOpened`
 * for a wrapped one whose data key is not known.
 */
export function readKeyFile(path: string): Partial<Keys> {
  const parsed = load(path);
  const plain = parsed && "wrappedBy" in parsed ? content.safeParse(jsonOf(unwrapText(parsed) ?? "")).data : parsed;
  if (!plain) throw damaged(path);
  return Object.fromEntries(Object.entries(plain).map(([use, entries = []]) => [use, entries.map(keyOf)]));
}

/** Undefined where the keys stand there as they are, or there is no file. */
export function envelopeOf(path: string): Envelope | undefined {
  const parsed = load(path);
  if (!parsed || !("wrappedBy" in parsed)) return undefined;
  const { content: _, ...envelope } = parsed;
  return envelope;
}

/** What stands in the file, or that there is none. */
function load(path: string): z.infer<typeof content> | z.infer<typeof wrappedFile> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
  const parsed = z.union([content, wrappedFile]).safeParse(jsonOf(text));
  if (!parsed.success) throw damaged(path);
  return parsed.data;
}

function damaged(path: string): Error {
  return new Error(
    `${path} is damaged. Restore it from a backup: without its keys nothing that they sealed can be read.`,
  );
}

/**
 * Replaces the file as a whole, for its owner alone, wrapped as it was. Throws while another command writes it.
 * @param change of what stands there now
 */
export function changeKeyFile(path: string, change: (keys: Partial<Keys>) => Partial<Keys>): void {
  replaceKeyFile(path, () => {
    const envelope = envelopeOf(path);
    const text = textOf(change(readKeyFile(path)));
    return envelope ? wrapText(envelope, text) : text;
  });
}

/** Writes the same keys wrapped in this way, or, with null, as they are. */
export function rewrapKeyFile(path: string, envelope: Envelope | null): void {
  replaceKeyFile(path, () => {
    const text = textOf(readKeyFile(path));
    return envelope ? wrapText(envelope, text) : text;
  });
}

function replaceKeyFile(path: string, makeText: () => string): void {
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
      writeFileSync(file, makeText());
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
