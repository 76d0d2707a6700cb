import type { Renewal } from "#src/features/renewals/schema.ts";
import { Status } from "#src/ui/status.tsx";
import { strings } from "./strings.ts";

/** Expired, about to expire or valid; and whether the renewal of what expired has begun. */
export function RenewalState({ renewal: { state, status } }: { renewal: Renewal }) {
  return (
    <span className="inline-flex flex-col items-start gap-1 max-md:items-end">
      <Status status={state === "VALID" ? "ACHIEVED" : state} />
      {state === "EXPIRED" && status === "IN_PROGRESS" ? (
        <span className="text-sm text-muted">{strings.inProgress}</span>
      ) : null}
    </span>
  );
}
