"use client";

import { useNotedError } from "#src/client/use-noted-error.ts";
import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** Shown inside the shell, in place of the page that failed. */
export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useNotedError(error);
  return (
    <Card>
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
