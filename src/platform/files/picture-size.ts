import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "#src/errors.ts";

export type PictureSize = { width: number; height: number };

/** A JPEG has a handful; one with more is taken for damaged. */
const maxSegments = 2_000;

/**
 * Refuses a picture that would have more points than `most`, by what its first bytes say: no part of it is unpacked.
 * A picture without a size that can be read is left to whoever decodes it. Throws `too_large`.
 * @param what how the message calls it, as in "picture"
 */
export async function refuseTooManyPoints(path: string, most: number, what: string): Promise<void> {
  const size = await pictureSize(path);
  if (!size || size.width * size.height <= most) return;
  throw new AppError(
    "too_large",
    `The ${what} has ${size.width} × ${size.height} points. It may have at most ${most / 1_000_000} million; send a smaller one.`,
  );
}

/** In points, as PNG, JPEG, GIF and WebP say it in front; undefined for anything else, and for less than a header. */
export async function pictureSize(path: string): Promise<PictureSize | undefined> {
  const file = await open(path, "r");
  try {
    const head = await read(file, 0, 30);
    const starts = (text: string, at = 0) => head.subarray(at, at + text.length).equals(Buffer.from(text, "latin1"));
    if (head.length < 10) return undefined;
    if (starts("\x89PNG\r\n\x1a\n"))
      return head.length < 24 ? undefined : sized(head.readUInt32BE(16), head.readUInt32BE(20));
    if (starts("GIF8")) return sized(head.readUInt16LE(6), head.readUInt16LE(8));
    if (starts("RIFF") && starts("WEBP", 8) && head.length === 30) return webpSize(head);
    if (starts("\xff\xd8")) return await jpegSize(file);
    return undefined;
  } finally {
    await file.close();
  }
}

/** RFC 9649: lossy, lossless, or a canvas with either in it. */
function webpSize(head: Buffer): PictureSize | undefined {
  switch (head.toString("latin1", 12, 16)) {
    case "VP8 ":
      return sized(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff);
    case "VP8L": {
      const bits = head.readUInt32LE(21);
      return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case "VP8X":
      return sized(head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1);
    default:
      return undefined;
  }
}

/** ITU T.81, B.2: segments with their length, until the one that begins the frame (SOF). */
async function jpegSize(file: FileHandle): Promise<PictureSize | undefined> {
  let at = 2;
  for (let count = 0; count < maxSegments; count += 1) {
    const segment = await read(file, at, 9);
    if (segment.length < 9 || segment[0] !== 0xff) return undefined;
    const marker = segment[1] ?? 0;
    // Fill bytes before a marker, and markers that stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (isFrame(marker)) return sized(segment.readUInt16BE(7), segment.readUInt16BE(5));
    else if (marker === 0xd9 || marker === 0xda) return undefined;
    else at += 2 + segment.readUInt16BE(2);
  }
  return undefined;
}

/** SOF0 to SOF15, among which are three other markers: DHT, JPG, DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

function sized(width: number, height: number): PictureSize | undefined {
  return width > 0 && height > 0 ? { width, height } : undefined;
}
