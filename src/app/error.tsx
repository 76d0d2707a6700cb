"use client";

import { useNotedError } from "#src/client/use-noted-error.ts";
import { ErrorState } from "#src/ui/error-state.tsx";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useNotedError(error);
  return (
    <main className="grid min-h-dvh place-items-center" id="content">
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </main>
  );
}
