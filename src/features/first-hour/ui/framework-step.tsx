"use client";

import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { addSampleFramework } from "./first-hour-queries.ts";
import { useStep } from "./use-step.ts";

/** The framework that comes with the program, or one's own. */
export function FrameworkStep() {
  const { isBusy, fault, run } = useStep();
  const add = () =>
    run(async () => {
      await addSampleFramework();
      toast.success(strings.frameworkAdded);
    });
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-muted">{strings.sampleHelp}</p>
      {fault ? (
        <Callout live tone="danger">
          {fault}
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button loading={isBusy} onClick={() => void add()} variant="primary">
          {strings.sample}
        </Button>
        <LinkButton href="/dashboard/school-admin/frameworks/import">{strings.importOwn}</LinkButton>
      </div>
    </div>
  );
}
