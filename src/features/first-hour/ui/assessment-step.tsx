"use client";

import type { FirstHourAnswer } from "#src/features/first-hour/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { inviteAll } from "./first-hour-queries.ts";
import { useStep } from "./use-step.ts";

/** Sends the invitations, and waits for what a supervisor submits. */
export function AssessmentStep({ state }: { state: FirstHourAnswer }) {
  const { notInvited, notJoined } = state.made;
  const { isBusy, fault, run } = useStep();
  const invite = () =>
    run(async () => {
      toast.success(strings.invited((await inviteAll()).sent));
    });
  return (
    <div className="flex flex-col gap-3">
      {notInvited > 0 ? (
        <div>
          <Button loading={isBusy} onClick={() => void invite()} variant="primary">
            {strings.invite(notInvited)}
          </Button>
        </div>
      ) : null}
      {fault ? (
        <Callout live tone="danger">
          {fault}
        </Callout>
      ) : null}
      <p aria-live="polite" className="num text-sm text-muted">
        {notJoined > 0 ? `${strings.notJoined(notJoined)} ` : ""}
        {strings.waiting}
      </p>
    </div>
  );
}
