"use client";

import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** What was typed is on the device or saved; only the page failed to load. */
export default function AssessmentError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Card>
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
