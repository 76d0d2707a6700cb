"use client";

import { useNotedError } from "#src/client/use-noted-error.ts";
import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** The input is saved or stored on the device; only the page failed to load. */
export default function AssessmentError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useNotedError(error);
  return (
    <Card data-keeps-shell="">
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
