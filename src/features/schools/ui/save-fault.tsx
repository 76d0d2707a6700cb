"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { strings } from "./admin-strings.ts";
import { schoolKeys } from "./school-queries.ts";

/** Why the settings were not saved. The faults of single fields stand beside them. */
export function SaveFault({ error }: { error: Error | null }) {
  const client = useQueryClient();
  if (!(error instanceof Problem)) return null;
  if (error.code === "precondition_failed") {
    return (
      <Callout
        actions={
          <Button onClick={() => void client.invalidateQueries({ queryKey: schoolKeys.school() })}>
            {strings.seeNow}
          </Button>
        }
        live
        title={strings.stale}
        tone="warning"
      >
        {strings.staleHelp}
      </Callout>
    );
  }
  if (error.errors.length > 0) return null;
  return (
    <Callout live title={strings.failed} tone="danger">
      {error.detail}
    </Callout>
  );
}
