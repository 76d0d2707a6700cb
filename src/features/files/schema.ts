import { z } from "zod";
import { id } from "#src/lib/fields.ts";

export const fileAnswer = z.object({
  fileId: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  mediaType: z.string(),
  sha256: z.string(),
});
export type FileAnswer = z.infer<typeof fileAnswer>;

export const fileParams = z.strictObject({ id });
