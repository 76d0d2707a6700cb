"use client";

import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** The shell stays; only the page's place says that it failed. */
export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Card>
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
