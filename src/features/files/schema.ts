import { z } from "zod";
import { maxFilesOfRecord } from "#src/features/files/values.ts";
import { id } from "#src/lib/fields.ts";

export const fileLine = z.object({
  fileId: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  mediaType: z.string(),
});
export type FileLine = z.infer<typeof fileLine>;

export const fileAnswer = fileLine.extend({ sha256: z.string() });
export type FileAnswer = z.infer<typeof fileAnswer>;

export const fileParams = z.strictObject({ id });

/** `ids` are separated by commas. */
export const filesQuery = z.strictObject({
  ids: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(id).max(maxFilesOfRecord)),
});
export const filesAnswer = z.object({ items: z.array(fileLine) });
export type FilesAnswer = z.infer<typeof filesAnswer>;

export const fileLimits = z.object({ maxBytes: z.number().int(), mediaTypes: z.array(z.string()) });
export type FileLimits = z.infer<typeof fileLimits>;

export const contentParams = z.strictObject({ token: z.string().max(1000) });

export const uploadParams = z.strictObject({ uploadId: id });

export const startedUpload = z.object({ uploadId: z.string() });
export type StartedUpload = z.infer<typeof startedUpload>;

export const uploadState = z.object({ offsetBytes: z.number().int(), sizeBytes: z.number().int() });
export type UploadState = z.infer<typeof uploadState>;
