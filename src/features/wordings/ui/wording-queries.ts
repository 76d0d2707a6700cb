import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { TrialAnswer, WordingsAnswer } from "#src/features/wordings/schema.ts";

export const wordingKeys = { all: () => ["suggestion-wordings"] as const };
export const wordingsPath = "/api/suggestion-wordings";

/** Without a connection a change fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";
const askAgainMs = 4_000;

export function isBeingAsked({ model, sentences }: WordingsAnswer): boolean {
  return model !== null && model.fault === null && sentences.some(({ state }) => state === "WAITING");
}

/** Asked again while the model still has sentences to answer. */
export function wordingsQuery() {
  return queryOptions({
    queryKey: wordingKeys.all(),
    queryFn: ({ signal }) => api<WordingsAnswer>(wordingsPath, { signal }),
    refetchInterval: ({ state }) => (state.data && isBeingAsked(state.data) ? askAgainMs : false),
  });
}

export type ModelInput = { address: string; model: string; key?: string };
type Change =
  | { path: "model"; body: ModelInput | null }
  | { path: "switch"; body: { isOn: boolean } }
  | { path: `sentences/${string}`; body: { usesOurs: boolean } };

/** Each change answers with how things are after it. Null forgets the model. */
export function useChangeWordings() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ path, body }: Change) =>
      api<WordingsAnswer>(`${wordingsPath}/${path}`, body ? { method: "PUT", body } : { method: "DELETE" }),
    onMutate: () => client.cancelQueries({ queryKey: wordingKeys.all() }),
    onSuccess: (answer) => client.setQueryData(wordingKeys.all(), answer),
  });
}

export function useTryModel() {
  return useMutation({
    networkMode,
    mutationFn: () => api<TrialAnswer>(`${wordingsPath}/test`, { method: "POST" }),
  });
}
