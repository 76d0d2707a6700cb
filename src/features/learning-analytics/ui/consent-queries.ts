import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { ConsentAnswer } from "#src/features/learning-analytics/schema.ts";

export const consentPath = "/api/me/consents/learning-analytics";
export const consentKey = ["me", "consents", "learning-analytics"] as const;

export function consentQuery() {
  return queryOptions({
    queryKey: consentKey,
    queryFn: ({ signal }) => api<ConsentAnswer>(consentPath, { signal }),
  });
}

export async function saveConsent(queryClient: QueryClient, isGranted: boolean): Promise<void> {
  queryClient.setQueryData(consentKey, await api<ConsentAnswer>(consentPath, { method: "PUT", body: { isGranted } }));
}
