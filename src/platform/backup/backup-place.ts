import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import type { ObjectStore } from "#src/platform/backup/stores.ts";

/** Of what an object holds at most before it is sealed: one part is in memory at a time. */
const partBytes = 16 * 1024 * 1024;
const version = 1;
const idBytes = 8;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + idBytes + ivBytes;
/** In front of the first part. */
const countBytes = 4;

/** The object is not as it was written: damaged, or moved to another name. */
export class UnreadableBackup extends Error {
  override name = "UnreadableBackup";
}

/** Also what zstd and tar say of bytes that are not theirs. */
export function isDamage(error: unknown): error is Error {
  if (error instanceof UnreadableBackup) return true;
  if (!(error instanceof Error) || "syscall" in error) return false;
  return /zstd|invalid tar|unexpected end/i.test(`${error.message} ${"code" in error ? error.code : ""}`);
}

/** The whole place is unreadable then, and nothing may be written into it. */
export class OtherBackupKey extends Error {
  override name = "OtherBackupKey";
}

/**
 * The backups of one installation. Each object is AES-256-GCM (NIST SP 800-38D) under a key that HKDF-SHA256 (RFC 5869)
 * derives from the backup key, and is bound to its name: version, the key's id, 12 bytes of IV, ciphertext, tag.
 */
export class BackupPlace {
  readonly #store: ObjectStore;
  readonly #secret: KeyObject;
  readonly #keyId: Buffer;
  readonly #listeners: ((name: string) => void)[] = [];

  /** @param key 32 bytes */
  constructor(store: ObjectStore, key: Buffer) {
    this.#store = store;
    const derive = (what: string, bytes: number) =>
      Buffer.from(hkdfSync("sha256", key, "", `competency backup ${what}`, bytes));
    this.#secret = createSecretKey(derive("key", 32));
    this.#keyId = derive("key name", idBytes);
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#secret, iv, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(name));
    const head = Buffer.concat([Buffer.from([version]), this.#keyId, iv]);
    await this.#store.put(name, Buffer.concat([head, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]));
    for (const stored of this.#listeners) stored(name);
  }

  /** Called with the name of each object after it was put, until this process ends. */
  onPut(stored: (name: string) => void): void {
    this.#listeners.push(stored);
  }

  /**
   * Copies an object as it is, after it was opened: one that was damaged is not spread (`UnreadableBackup`).
   * @returns false where it is there no more
   */
  async copyTo(other: BackupPlace, name: string): Promise<boolean> {
    const sealed = await this.#store.get(name);
    if (!sealed) return false;
    this.#open(name, sealed);
    await other.#store.put(name, sealed);
    return true;
  }

  /** Undefined where there is none of this name. */
  async find(name: string): Promise<Buffer | undefined> {
    const sealed = await this.#store.get(name);
    return sealed && this.#open(name, sealed);
  }

  async get(name: string): Promise<Buffer> {
    const bytes = await this.find(name);
    if (!bytes) throw new UnreadableBackup(`${name} is missing`);
    return bytes;
  }

  /**
   * Content of any length, as `<name>/0`, `<name>/1` and so on. The first is written last and says how many there are, so
   * that content of which it is missing was broken off.
   */
  async putParts(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    let first: Buffer | undefined;
    let count = 0;
    const put = async (part: Buffer) => {
      if (count === 0) first = part;
      else await this.put(partName(name, count), part);
      count += 1;
    };
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of content) {
      for (let at = 0; at < piece.byteLength; ) {
        const taken = piece.subarray(at, at + partBytes - bytes);
        waiting.push(taken);
        bytes += taken.byteLength;
        at += taken.byteLength;
        if (bytes < partBytes) continue;
        await put(Buffer.concat(waiting));
        waiting = [];
        bytes = 0;
      }
    }
    if (bytes > 0 || count === 0) await put(Buffer.concat(waiting));
    const head = Buffer.alloc(countBytes);
    head.writeUInt32BE(count);
    await this.put(partName(name, 0), Buffer.concat([head, first ?? Buffer.alloc(0)]));
  }

  async *getParts(name: string): AsyncGenerator<Buffer> {
    const first = await this.get(partName(name, 0));
    yield first.subarray(countBytes);
    for (let part = 1; part < first.readUInt32BE(0); part += 1) yield await this.get(partName(name, part));
  }

  list(folder: string): AsyncGenerator<string> {
    return this.#store.list(folder);
  }

  remove(name: string): Promise<void> {
    return this.#store.remove(name);
  }

  #open(name: string, sealed: Buffer): Buffer {
    if (sealed.length < headBytes + tagBytes || sealed[0] !== version) {
      throw new UnreadableBackup(`${name} is no object of a backup`);
    }
    if (!sealed.subarray(1, 1 + idBytes).equals(this.#keyId)) {
      throw new OtherBackupKey(`${name} was sealed by another backup key`);
    }
    const decipher = createDecipheriv("aes-256-gcm", this.#secret, sealed.subarray(1 + idBytes, headBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(headBytes, -tagBytes)), decipher.final()]);
    } catch {
      throw new UnreadableBackup(`${name} was damaged or changed`);
    }
  }
}

function partName(name: string, part: number): string {
  return `${name}/${part}`;
}
