import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { Phrase, PhraseBody, PhrasesAnswer } from "#src/features/phrases/schema.ts";

export const phraseKeys = { all: () => ["phrases"] as const };

/** Whose phrases: the reader's own, or those of the school. */
export type PhraseOwner = "own" | "school";

export const phrasePaths = {
  all: "/api/quick-phrases",
  of: (owner: PhraseOwner) => (owner === "own" ? "/api/quick-phrases" : "/api/school-phrases"),
  one: (owner: PhraseOwner, id: string) => `${phrasePaths.of(owner)}/${encodeURIComponent(id)}` as const,
} as const;

const staleMs = 5 * 60_000;

export function phrasesQuery() {
  return queryOptions({
    queryKey: phraseKeys.all(),
    queryFn: ({ signal }) => api<PhrasesAnswer>(phrasePaths.all, { signal }),
    staleTime: staleMs,
  });
}

export async function addPhrase(queryClient: QueryClient, owner: PhraseOwner, body: PhraseBody): Promise<void> {
  await api<Phrase>(phrasePaths.of(owner), { method: "POST", body, idempotencyKey: newIdempotencyKey() });
  await queryClient.invalidateQueries({ queryKey: phraseKeys.all() });
}

export async function savePhrase(
  queryClient: QueryClient,
  owner: PhraseOwner,
  id: string,
  body: PhraseBody,
): Promise<void> {
  await api<Phrase>(phrasePaths.one(owner, id), { method: "PUT", body });
  await queryClient.invalidateQueries({ queryKey: phraseKeys.all() });
}

export async function deletePhrase(queryClient: QueryClient, owner: PhraseOwner, id: string): Promise<void> {
  await api<unknown>(phrasePaths.one(owner, id), { method: "DELETE" });
  await queryClient.invalidateQueries({ queryKey: phraseKeys.all() });
}
