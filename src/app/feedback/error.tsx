"use client";

import { useNotedError } from "#src/client/use-noted-error.ts";
import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";

/** Only the page failed to load: what was asked and answered is kept. */
export default function FeedbackError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useNotedError(error);
  return (
    <Card data-keeps-shell="">
      <ErrorState heading="h1" onRetry={reset} reference={error.digest} />
    </Card>
  );
}
