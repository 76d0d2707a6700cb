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

/** Answers for the use of the program alone; all answers of a person are on the page of their privacy. */
export async function saveConsent(queryClient: QueryClient, isGranted: boolean): Promise<void> {
  await api("/api/me/consents/learning_analytics", { method: "PUT", body: { isGranted } });
  await queryClient.invalidateQueries({ queryKey: consentKey.slice(0, 2) });
}
