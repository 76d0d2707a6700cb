/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

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
