import { createReadStream } from "node:fs";
import type { Sharp } from "sharp";
import { AppError } from "#src/errors.ts";
import { maxPicturePoints } from "#src/features/files/rules.ts";
import { refuseTooManyPoints } from "#src/platform/files/picture-size.ts";

/** Enough to read a page of a document, and a quarter of what a phone's camera makes. */
const maxSide = 4096;
const secondsAtMost = 30;
/** A picture is in memory while it is turned. */
const atOnce = 2;

type Picture = "image/jpeg" | "image/png" | "image/webp";

/**
 * Writes the picture again from its points, upright, into `target`: nothing of the file that the camera made is left, so
 * no location, no device, no thumbnail and no foreign bytes. Throws `unsupported_media` for what is no picture,
 * contains a program, or is larger than can be drawn.
 */
export async function redrawPicture(source: string, target: string, type: Picture): Promise<void> {
  await draw(source, (picture) =>
    encoded(picture.resize(maxSide, maxSide, { fit: "inside", withoutEnlargement: true }), type).toFile(target),
  );
}

/** As `redrawPicture`, cut to a square of this side around what stands out in it; as WebP. */
export async function drawSquare(source: string, side: number): Promise<Uint8Array> {
  return draw(source, (picture) =>
    picture
      .resize(side, side, { fit: "cover", position: "attention" })
      .flatten({ background: "#ffffff" })
      .webp({ quality: 80 })
      .toBuffer(),
  );
}

async function draw<Drawn>(source: string, finish: (upright: Sharp) => Promise<Drawn>): Promise<Drawn> {
  if (await containsProgram(source)) {
    throw new AppError("unsupported_media", "The picture contains program code and is not accepted.");
  }
  await refuseTooManyPoints(source, maxPicturePoints, "picture");
  // Loaded with the first picture: its library takes memory that a process without pictures does not need.
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  const leave = await takeTurn();
  try {
    const upright = sharp(source, { limitInputPixels: maxPicturePoints, failOn: "error" })
      .timeout({ seconds: secondsAtMost })
      .autoOrient();
    return await finish(upright);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("unsupported_media", "The picture is damaged or is none. Take it again, or save it anew.", {
      cause,
    });
  } finally {
    leave();
  }
}

function encoded(picture: Sharp, type: Picture): Sharp {
  if (type === "image/png") return picture.png({ compressionLevel: 6 });
  return type === "image/webp" ? picture.webp({ quality: 85 }) : picture.jpeg({ quality: 85 });
}

const signs = /<\?php|<script/i;
const longestSign = 7;

/** A picture that is also a program, for a server or a browser that takes it for one. */
async function containsProgram(path: string): Promise<boolean> {
  let tail = "";
  for await (const piece of createReadStream(path, { encoding: "latin1", highWaterMark: 256 * 1024 })) {
    const text = tail + piece;
    if (signs.test(text)) return true;
    tail = text.slice(1 - longestSign);
  }
  return false;
}

let running = 0;
const waiting: (() => void)[] = [];

async function takeTurn(): Promise<() => void> {
  if (running < atOnce) running += 1;
  else await new Promise<void>((turn) => waiting.push(turn));
  return () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
}
