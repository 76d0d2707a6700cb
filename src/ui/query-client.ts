import { QueryClient } from "@tanstack/react-query";

/** Data on the screen may be half a minute old; live events refresh everything else at once. */
const staleTimeMs = 30_000;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The API client already repeats what is safe to repeat; a second layer would only make failures slow.
      queries: { staleTime: staleTimeMs, retry: false, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
