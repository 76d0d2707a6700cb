"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { loadLater } from "./load-later.tsx";
import { ReaderProvider, type ReaderSeed } from "./reader.tsx";
import type { Theme } from "./theme.ts";
import { ThemeProvider } from "./theme-provider.tsx";

type ProvidersProps = { nonce: string | undefined; theme: Theme; reader: ReaderSeed; children: ReactNode };

const Toaster = loadLater(() => import("./toaster.tsx").then((file) => file.Toaster));

/** Data on the screen may be half a minute old; live events refresh everything else at once. */
const staleTimeMs = 30_000;

/** The contexts for all client components of a page. */
export function Providers({ nonce, theme, reader, children }: ProvidersProps) {
  const [queryClient] = useState(makeQueryClient);
  return (
    <CSPProvider {...(nonce === undefined ? {} : { nonce })}>
      <ThemeProvider initialTheme={theme}>
        <ReaderProvider seed={reader}>
          <QueryClientProvider client={queryClient}>
            <NuqsAdapter>{children}</NuqsAdapter>
          </QueryClientProvider>
          <Toaster />
        </ReaderProvider>
      </ThemeProvider>
    </CSPProvider>
  );
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The API client already repeats what is safe to repeat; a second layer would only make failures slow.
      queries: { staleTime: staleTimeMs, retry: false, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
