"use client";

import type { z } from "zod";
import type { ImportAnswer, scalesAnswer } from "#src/features/frameworks/schema.ts";
import { type ImportChoices, noChoices } from "./import-choices.ts";
import { ImportDone } from "./import-done.tsx";
import { ImportFailed } from "./import-failed.tsx";
import { ImportPreviewStep } from "./import-preview.tsx";
import { ImportSettingsStep } from "./import-settings.tsx";

export type Scales = z.infer<typeof scalesAnswer>["items"];
export type ProgramOption = { id: string; name: string };

export type ImportStepsProps = {
  /** The import once the server has read its file; nothing is shown without it. */
  current: ImportAnswer | undefined;
  step: "check" | "settings";
  choices: ImportChoices;
  onChoicesChange: (next: ImportChoices) => void;
  onStep: (next: "check" | "settings") => void;
  onStartOver: () => void;
  scales: Scales;
  programs: readonly ProgramOption[];
};

/** What follows after the file: check, settings, and what came of it. */
export function ImportSteps(props: ImportStepsProps) {
  const { current, step, choices, onChoicesChange, onStep, onStartOver, scales, programs } = props;
  if (!current) return null;
  if (current.status === "COMMITTED") return <ImportDone current={current} onAnother={onStartOver} />;
  if (current.status === "FAILED")
    return <ImportFailed current={current} onMapped={() => onChoicesChange(noChoices)} onStartOver={onStartOver} />;
  if (!current.preview || current.faults.some((fault) => fault.severity === "error") || step === "check")
    return (
      <ImportPreviewStep
        choices={choices}
        current={current}
        onChoicesChange={onChoicesChange}
        onContinue={() => onStep("settings")}
        onStartOver={onStartOver}
      />
    );
  return (
    <ImportSettingsStep
      choices={choices}
      importId={current.importId}
      onBack={() => onStep("check")}
      preview={current.preview}
      programs={programs}
      scales={scales}
    />
  );
}
