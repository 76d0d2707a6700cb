"use client";

import { useState } from "react";
import type { DeploymentAnswer } from "#src/features/deployments/schema.ts";
import { actStrings } from "./act-strings.ts";
import { type ScopeDraft, ScopeField, toScope } from "./scope-field.tsx";
import { WithdrawForm } from "./withdraw-form.tsx";

export type WithdrawDialogProps = { deployment: DeploymentAnswer; onClose: () => void };

/** Withdraws an assignment from everybody, a group or some students. */
export function WithdrawDialog({ deployment, onClose }: WithdrawDialogProps) {
  const [who, setWho] = useState<ScopeDraft>({ who: "all", students: [] });
  const scope = toScope(who);
  return (
    <WithdrawForm deploymentId={deployment.id} onClose={onClose} scope={scope} title={actStrings.withdrawTitle}>
      {(showsGaps) => (
        <ScopeField
          deployment={deployment}
          error={showsGaps && !scope ? actStrings.chooseSomebody : undefined}
          onChange={setWho}
          value={who}
        />
      )}
    </WithdrawForm>
  );
}
