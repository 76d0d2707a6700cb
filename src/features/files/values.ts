/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/**
 * Evidence files: the formats of cameras, scanners and office programs; none that a browser executes. Pictures as HEIC
 * are not among them: their location could not be taken out here, and a phone sends JPEG where HEIC is not asked for.
 */
export const acceptedMediaTypes = [
  "application/pdf",
  "image/jpeg",
  "image/png",
  "image/webp",
  "text/plain",
  "text/csv",
  "video/mp4",
  "audio/mpeg",
  "audio/mp4",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
] as const;
export type AcceptedMediaType = (typeof acceptedMediaTypes)[number];

/** Attached to one record. */
export const maxFilesOfRecord = 20;

/** Uploaded by one person and used by nothing. */
export const maxLooseFiles = 200;
