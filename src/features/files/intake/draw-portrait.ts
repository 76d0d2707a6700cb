import { AppError } from "#src/errors.ts";
import { mediaTypeOf } from "#src/features/files/intake/media-type.ts";
import { drawSquare } from "#src/features/files/intake/picture.ts";
import { type Arrived, scan } from "#src/features/files/intake/take-in.ts";

const side = 256;

/**
 * A small square picture of a person, as WebP, from any picture that is accepted as evidence: checked by its content,
 * scanned where a scanner is configured, and drawn again. Throws `unsupported_media` for what is no picture.
 */
export async function drawPortrait(arrived: Omit<Arrived, "fileName">): Promise<Uint8Array> {
  const type = await mediaTypeOf(arrived.path, arrived.mediaType);
  if (!type.startsWith("image/")) {
    throw new AppError("unsupported_media", "This is no picture. Send it as JPEG, PNG or WebP.");
  }
  await scan(arrived.path);
  return drawSquare(arrived.path, side);
}
