"use client";

import { useNotedError } from "#src/client/use-noted-error.ts";
import "./globals.css";
import { ErrorState } from "#src/ui/error-state.tsx";

/** Replaces the whole document when the root layout failed, so it uses nothing but the style sheet. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useNotedError(error);
  return (
    <html className="light" lang="en">
      <body>
        <main className="grid min-h-dvh place-items-center">
          <ErrorState onRetry={reset} reference={error.digest} />
        </main>
      </body>
    </html>
  );
}
