import { z } from "zod";
import { id } from "#src/lib/fields.ts";

/** Evidence files: the formats of cameras, scanners and office programs; none that a browser executes. */
export const acceptedMediaTypes = [
  "application/pdf",
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/heic",
  "text/plain",
  "text/csv",
  "video/mp4",
  "audio/mpeg",
  "audio/mp4",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
] as const;

export const maxFileSizeBytes = 25 * 1024 * 1024;

export const fileAnswer = z.object({
  fileId: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  mediaType: z.string(),
  sha256: z.string(),
});
export type FileAnswer = z.infer<typeof fileAnswer>;

export const fileParams = z.strictObject({ id });
