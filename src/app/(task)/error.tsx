"use client";

import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** Shown inside the shell, in place of the page that failed. */
export default function TaskError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Card data-keeps-shell="">
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
