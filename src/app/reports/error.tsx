"use client";

import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** Only the page failed to load. */
export default function ReportsError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Card data-keeps-shell="">
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
