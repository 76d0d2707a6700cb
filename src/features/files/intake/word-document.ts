import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { AppError } from "#src/errors.ts";

const maxEntries = 2_000;
const maxUnpackedBytes = 100 * 1024 * 1024;
const maxDirectoryBytes = 1024 * 1024;
const pieceBytes = 64 * 1024;

type Entry = { name: string; method: number; packedBytes: number; unpackedBytes: number; at: number };

/**
 * Unpacks a Word document to nowhere, and counts: a reader's program will unpack it too. What the archive says about
 * itself is checked first and not believed. Throws `unsupported_media` for a bomb, for entries that overlap, lead out of
 * their folder or are encrypted, for programs (macros) inside, and for an archive that is no Word document.
 */
export async function checkWordDocument(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const entries = await readDirectory(file, size);
    checkEntries(entries);
    let unpackedBytes = 0;
    for (const entry of entries) unpackedBytes += await unpackedSize(file, entry, maxUnpackedBytes - unpackedBytes);
  } finally {
    await file.close();
  }
}

function checkEntries(entries: readonly Entry[]): void {
  if (entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0) > maxUnpackedBytes) throw bomb();
  if (!entries.some(({ name }) => name === "word/document.xml")) throw damaged();
  if (entries.some(({ name }) => /^[/\\]|(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:/.test(name))) throw damaged();
  if (entries.some(({ name }) => /vbaProject|\.(exe|dll|js|vbs|bat|cmd|ps1|jar|zip|docx|docm)$/i.test(name))) {
    throw new AppError("unsupported_media", "The document contains programs or other archives and is not accepted.");
  }
  const inOrder = entries.toSorted((a, b) => a.at - b.at);
  for (const [index, { at, packedBytes }] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (next && at + 30 + packedBytes > next.at) throw bomb();
  }
}

/** The list at the end of the archive, by APPNOTE 4.3.12 and 4.3.16. */
async function readDirectory(file: FileHandle, size: number): Promise<Entry[]> {
  const tail = await read(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (end < 0 || end + 22 > tail.length) throw damaged();
  const count = tail.readUInt16LE(end + 10);
  const bytes = tail.readUInt32LE(end + 12);
  const from = tail.readUInt32LE(end + 16);
  if (count > maxEntries || bytes > maxDirectoryBytes || from + bytes > size) throw bomb();
  const directory = await read(file, from, bytes);
  const entries: Entry[] = [];
  for (let at = 0, n = 0; n < count; n += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const nameBytes = directory.readUInt16LE(at + 28);
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    const entry = {
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      unpackedBytes: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
      name: directory.toString("utf8", at + 46, at + 46 + nameBytes),
    };
    if (isEncrypted || (entry.method !== 0 && entry.method !== 8) || entry.at + 30 > from) throw damaged();
    entries.push(entry);
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function unpackedSize(file: FileHandle, entry: Entry, roomBytes: number): Promise<number> {
  const head = await read(file, entry.at, 30);
  if (head.readUInt32LE(0) !== 0x04034b50) throw damaged();
  const start = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  let bytes = 0;
  const count = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > roomBytes) throw bomb();
    }
  };
  const packed = piecesOf(file, start, entry.packedBytes);
  try {
    if (entry.method === 0) await count(packed);
    else await pipeline(packed, createInflateRaw(), count);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw damaged(cause);
  }
  return bytes;
}

async function* piecesOf(file: FileHandle, at: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; done += pieceBytes) {
    yield await read(file, at + done, Math.min(pieceBytes, bytes - done));
  }
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead !== bytes) throw damaged();
  return buffer;
}

function bomb(): AppError {
  return new AppError("unsupported_media", "The document would unpack to far more than its size and is not accepted.");
}

function damaged(cause?: unknown): AppError {
  return new AppError("unsupported_media", "The document is damaged or is no Word document.", { cause });
}
