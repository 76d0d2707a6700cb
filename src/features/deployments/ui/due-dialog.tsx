"use client";

import { useState } from "react";
import type { DeploymentAnswer } from "#src/features/deployments/schema.ts";
import { actStrings } from "./act-strings.ts";
import { DueForm } from "./due-form.tsx";
import { type ScopeDraft, ScopeField, toScope } from "./scope-field.tsx";

export type DueDialogProps = { deployment: DeploymentAnswer; onClose: () => void };

/** Extends or brings forward the due date, for everybody, a group or some students. */
export function DueDialog({ deployment, onClose }: DueDialogProps) {
  const [who, setWho] = useState<ScopeDraft>({ who: "all", students: [] });
  const scope = toScope(who);
  return (
    <DueForm
      byHand={who.who === "students" ? 0 : deployment.progress.dueByHand}
      deployment={deployment}
      how="day"
      onClose={onClose}
      scope={scope}
      title={actStrings.dueTitle}
    >
      {(showsGaps) =>
        deployment.status === "SCHEDULED" ? null : (
          <ScopeField
            deployment={deployment}
            error={showsGaps && !scope ? actStrings.chooseSomebody : undefined}
            onChange={setWho}
            value={who}
          />
        )
      }
    </DueForm>
  );
}
