"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ErrorState } from "./error-state.tsx";
import { LinkButton } from "./link-button.tsx";
import { loadLater } from "./load-later.tsx";
import { ReaderProvider, type ReaderSeed } from "./reader.tsx";
import type { Theme } from "./theme.ts";
import { ThemeProvider } from "./theme-provider.tsx";
import { useWholeFocus } from "./use-whole-focus.ts";

/**
 * What every section's page and error page are made of. A bundle repeats it in each of them unless a layout above all
 * has it, and this is the one.
 */
export const partsOfEveryPage = { ErrorState, LinkButton };

type ProvidersProps = { nonce: string | undefined; theme: Theme; reader: ReaderSeed; children: ReactNode };

const Toaster = loadLater(() => import("./toaster.tsx").then((file) => file.Toaster));

/** Data on the screen may be half a minute old; live events refresh everything else at once. */
const staleTimeMs = 30_000;

/** The contexts for all client components of a page. */
export function Providers({ nonce, theme, reader, children }: ProvidersProps) {
  const [queryClient] = useState(makeQueryClient);
  useWholeFocus();
  return (
    <CSPProvider {...(nonce === undefined ? {} : { nonce })}>
      <ThemeProvider initialTheme={theme}>
        <ReaderProvider seed={reader}>
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
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
