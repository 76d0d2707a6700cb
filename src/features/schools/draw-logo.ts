import { AppError } from "#src/errors.ts";
import { logoBox } from "#src/features/schools/values.ts";
import { refuseTooManyPoints } from "#src/platform/files/picture-size.ts";

const mostPoints = 40_000_000;
const secondsAtMost = 10;
const formats = ["png", "jpeg", "webp"];

/**
 * The picture drawn again into the box of a logo, as WebP: nothing of the file that was sent is left. Throws
 * `unsupported_media` for what is no picture of PNG, JPEG or WebP.
 */
export async function drawLogo(path: string): Promise<Uint8Array> {
  await refuseTooManyPoints(path, mostPoints, "logo");
  // Loaded with the first picture: its library takes memory that a process without pictures does not need.
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  try {
    const { format } = await sharp(path, { limitInputPixels: mostPoints }).metadata();
    if (!formats.includes(format)) throw new AppError("unsupported_media", "Send the logo as PNG, JPEG or WebP.");
    return await sharp(path, { limitInputPixels: mostPoints, failOn: "error" })
      .timeout({ seconds: secondsAtMost })
      .autoOrient()
      .resize(logoBox.width, logoBox.height, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 90, alphaQuality: 100 })
      .toBuffer();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("unsupported_media", "The logo is damaged or is no picture. Send it as PNG, JPEG or WebP.", {
      cause,
    });
  }
}
