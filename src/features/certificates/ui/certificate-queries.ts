import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { Certificate, CertificatesAnswer, Verification } from "#src/features/certificates/schema.ts";
import type { ShownPart } from "#src/features/certificates/values.ts";

export const certificatePaths = {
  ofStudent: (studentId: string) => `/api/certificates?studentId=${encodeURIComponent(studentId)}` as const,
  file: (id: string) => `/api/certificates/${encodeURIComponent(id)}/file`,
  shown: (id: string) => `/api/certificates/${encodeURIComponent(id)}/shown`,
  verify: (code: string) => `/api/certificates/verify/${encodeURIComponent(code)}`,
  transcript: (studentId: string) => `/api/students/${encodeURIComponent(studentId)}/transcript`,
} as const;

export const certificateKeys = {
  ofStudent: (studentId: string) => ["students", studentId, "certificates"] as const,
  verify: (code: string) => ["verify", code] as const,
};

export function certificatesQuery(studentId: string) {
  return queryOptions({
    queryKey: certificateKeys.ofStudent(studentId),
    queryFn: ({ signal }) => api<CertificatesAnswer>(certificatePaths.ofStudent(studentId), { signal }),
  });
}

export function verifyQuery(code: string) {
  return queryOptions({
    queryKey: certificateKeys.verify(code),
    queryFn: ({ signal }) => api<Verification>(certificatePaths.verify(code), { signal }),
    retry: false,
  });
}

/** Puts the certificate as it is now in the place of the one on the page. */
export async function saveShown(
  queryClient: QueryClient,
  { id, studentId }: Pick<Certificate, "id" | "studentId">,
  shown: readonly ShownPart[],
): Promise<void> {
  const saved = await api<Certificate>(certificatePaths.shown(id), { method: "PUT", body: { shown } });
  queryClient.setQueryData<CertificatesAnswer>(certificateKeys.ofStudent(studentId), (known) =>
    known ? { items: known.items.map((item) => (item.id === id ? saved : item)) } : known,
  );
}
