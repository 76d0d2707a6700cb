export const filePaths = {
  limits: "/api/files/limits",
  own: (ids: readonly string[]) => `/api/files?ids=${ids.map(encodeURIComponent).join(",")}` as const,
  one: (id: string) => `/api/files/${encodeURIComponent(id)}` as const,
  uploads: "/api/uploads",
  finish: (uploadId: string) => `/api/uploads/${encodeURIComponent(uploadId)}/file` as const,
};

/** A file as a form keeps it. */
export type EvidenceFile = { fileId: string; name: string; sizeBytes: number; mediaType: string };
