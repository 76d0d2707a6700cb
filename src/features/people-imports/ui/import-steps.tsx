"use client";

import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { CheckStep } from "./check-step.tsx";
import { FixStep } from "./fix/fix-step.tsx";
import { ImportDone } from "./import-done.tsx";
import { MatchColumns } from "./match-columns.tsx";
import { Notes } from "./notes.tsx";
import { StageTitle } from "./stage-title.tsx";
import type { StepName } from "./step-names.ts";
import { strings } from "./strings.ts";

export type ImportStepsProps = {
  /** The import once the server has read its file; nothing is shown without it. */
  current: ImportAnswer | undefined;
  step: StepName;
  onStep: (next: StepName) => void;
  onStartOver: () => void;
};

/** What follows after the file: columns, corrections, check, and what came of it. */
export function ImportSteps({ current, step, onStep, onStartOver }: ImportStepsProps) {
  if (!current) return null;
  if (current.status === "FAILED") return <ImportFailed current={current} onStartOver={onStartOver} />;
  if (current.status !== "READY") return <ImportDone current={current} onAnother={onStartOver} />;
  switch (step) {
    case "columns":
      return <MatchColumns current={current} onContinue={() => onStep("fix")} onDiscarded={onStartOver} />;
    case "fix":
      return (
        <FixStep
          current={current}
          onBack={() => onStep("columns")}
          onCheck={() => onStep("check")}
          onDiscarded={onStartOver}
        />
      );
    case "check":
      return <CheckStep current={current} onBack={() => onStep("fix")} />;
  }
}

function ImportFailed({ current, onStartOver }: { current: ImportAnswer; onStartOver: () => void }) {
  return (
    <div className="flex flex-col gap-5">
      <StageTitle>{strings.failedTitle}</StageTitle>
      <Callout live title={current.error ?? undefined} tone="danger">
        {strings.failedHelp}
      </Callout>
      <Notes notes={current.notes.filter(({ message }) => !current.error?.endsWith(message))} />
      <div>
        <Button onClick={onStartOver} variant="primary">
          {strings.chooseAnother}
        </Button>
      </div>
    </div>
  );
}
