import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { now } from "#src/lib/clock.ts";
import { type Key, keyInUse } from "#src/platform/keys/key.ts";
import { encryptionKeys } from "#src/platform/keys/keys.ts";
import { deriveForSchool } from "#src/platform/sealed/field.ts";

/**
 * The content of files as it stands in the store: `CTF1`, a salt, and chunks of AES-256-GCM (NIST SP 800-38D) after the
 * STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) as age has it (age-encryption.org/v1): the nonce of a
 * chunk is its number and whether it is the last. HKDF-SHA256 (RFC 5869) derives the key from that of the school and the
 * salt, so that no two files share one. School and storage key are associated data: content opens only where it was put.
 */
export type ContentPlace = {
  schoolId: string;
  /** The storage key, which the database keeps: its end says whether the content is sealed, and by which key. */
  key: string;
};

const mark = Buffer.from("CTF1");
const saltBytes = 32;
const headBytes = mark.length + saltBytes;
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const nonceBytes = 12;
const keyEnd = /\.s1\.([\w-]{1,32})$/;

/** What a storage key ends in when the key of this id seals the content. */
export function sealedEnd(keyId: string): string {
  return `.s1.${keyId}`;
}

/** The storage key of content that the key in use will seal. */
export function sealedName(name: string): string {
  return name + sealedEnd(keyInUse(encryptionKeys(), now()).id);
}

/** Undefined for what was stored before content was sealed. Nothing in the store can say so of itself. */
export function contentKeyId(key: string): string | undefined {
  return keyEnd.exec(key)?.[1];
}

/** How long sealed content of this length is. */
export function sealedSize(sizeBytes: number): number {
  return headBytes + sizeBytes + Math.max(1, Math.ceil(sizeBytes / chunkBytes)) * tagBytes;
}

/** The file in the store is not what was put there, was put there for another place, or its key is gone. */
export class UnreadableFile extends Error {
  constructor(key: string, why = "it is not what was stored") {
    super(`the content of ${key} cannot be read: ${why}`);
    this.name = "UnreadableFile";
  }
}

/** Holds one chunk at a time. */
export async function* sealContent(
  content: AsyncIterable<Uint8Array>,
  place: ContentPlace,
): AsyncGenerator<Uint8Array, void, undefined> {
  const salt = randomBytes(saltBytes);
  const secret = fileKey(keyOf(place), place, salt);
  const data = associated(place);
  yield Buffer.concat([mark, salt]);
  let number = 0;
  for await (const { bytes, isLast } of cut(content, chunkBytes, chunkBytes)) {
    const cipher = createCipheriv("aes-256-gcm", secret, nonceOf(number, isLast), { authTagLength: tagBytes });
    cipher.setAAD(data);
    // GCM holds nothing back for the end.
    yield cipher.update(bytes);
    cipher.final();
    yield cipher.getAuthTag();
    number += 1;
  }
}

/**
 * The content of sealed bytes. No byte of a chunk is given before the chunk is found to be the one that was written there;
 * throws `UnreadableFile` for any other, for chunks in another order, and for an end that is not the end.
 */
export function openContent(
  stored: AsyncIterable<Uint8Array>,
  place: ContentPlace,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Before the first byte is asked for, so that an answer has not begun.
  return openChunks(stored, place, keyOf(place));
}

async function* openChunks(stored: AsyncIterable<Uint8Array>, place: ContentPlace, key: Key) {
  const data = associated(place);
  let secret: Buffer | undefined;
  let number = 0;
  let isComplete = false;
  for await (const { bytes, isLast } of cut(stored, headBytes, chunkBytes + tagBytes)) {
    if (!secret) {
      if (bytes.length < headBytes || !bytes.subarray(0, mark.length).equals(mark)) throw new UnreadableFile(place.key);
      secret = fileKey(key, place, bytes.subarray(mark.length));
      continue;
    }
    if (bytes.length < tagBytes) throw new UnreadableFile(place.key);
    const decipher = createDecipheriv("aes-256-gcm", secret, nonceOf(number, isLast), { authTagLength: tagBytes });
    decipher.setAAD(data);
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const opened = decipher.update(bytes.subarray(0, -tagBytes));
    try {
      decipher.final();
    } catch {
      throw new UnreadableFile(place.key);
    }
    isComplete = isLast;
    number += 1;
    if (opened.length > 0) yield opened;
  }
  if (!isComplete) throw new UnreadableFile(place.key);
}

/**
 * Cuts pieces of any size: the first as asked, the others of one size, and the rest, which is empty only if all is. What it
 * gives holds until the next is asked for: pieces are put together in one place, since new memory for each costs more than
 * the cipher.
 */
async function* cut(
  content: AsyncIterable<Uint8Array>,
  firstBytes: number,
  otherBytes: number,
): AsyncGenerator<{ bytes: Buffer; isLast: boolean }, void, undefined> {
  let place = Buffer.allocUnsafeSlow(3 * otherBytes);
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let size = firstBytes;
  const joined = () => {
    const [only] = held;
    if (held.length === 1 && only) return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
    // What is left of the one before stands in the same place, further behind.
    const into = heldBytes <= place.length ? place : Buffer.allocUnsafeSlow(heldBytes);
    let at = 0;
    for (const piece of held) {
      into.set(piece, at);
      at += piece.byteLength;
    }
    place = into;
    return into.subarray(0, at);
  };
  for await (const piece of content) {
    held.push(piece);
    heldBytes += piece.byteLength;
    // What ends where the pieces end so far may be the last.
    if (heldBytes <= size) continue;
    const bytes = joined();
    let at = 0;
    while (bytes.length - at > size) {
      yield { bytes: bytes.subarray(at, at + size), isLast: false };
      at += size;
      size = otherBytes;
    }
    held = [bytes.subarray(at)];
    heldBytes = bytes.length - at;
  }
  yield { bytes: joined(), isLast: true };
}

/** 88 bits of the chunk's number and 8 that mark the last. */
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  nonce.writeUIntBE(number, nonceBytes - 7, 6);
  nonce.writeUInt8(isLast ? 1 : 0, nonceBytes - 1);
  return nonce;
}

function keyOf({ key }: ContentPlace): Key {
  const id = contentKeyId(key);
  const found = encryptionKeys().find((one) => one.id === id);
  if (!found) throw new UnreadableFile(key, `the key ${id} is not there`);
  return found;
}

function fileKey({ secret }: Key, { schoolId }: ContentPlace, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", deriveForSchool(secret, "file", schoolId), salt, "competency file", 32));
}

/** No id has a zero byte, since PostgreSQL keeps none in a text. */
function associated({ schoolId, key }: ContentPlace): Buffer {
  return Buffer.from(`${schoolId}\0${key}`);
}
