import { QueryClient } from "@tanstack/react-query";

/** What is on a ward's screen may be half a minute old; the live connection makes the rest fresh at once. */
const staleTimeMs = 30_000;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The fetch wrapper already repeats what is safe to repeat; a second layer would only make failing slow.
      queries: { staleTime: staleTimeMs, retry: false, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
