"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { z } from "zod";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer, scalesAnswer } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { Stepper } from "#src/ui/stepper.tsx";
import { useStoredState } from "#src/ui/use-stored-state.ts";
import { type ImportChoices, noChoices } from "./import-choices.ts";
import { ImportDone } from "./import-done.tsx";
import { ImportFailed } from "./import-failed.tsx";
import { ChooseFile } from "./import-file.tsx";
import { ImportPreviewStep } from "./import-preview.tsx";
import { useImport } from "./import-queries.ts";
import { ImportSettingsStep } from "./import-settings.tsx";
import { strings } from "./import-strings.ts";

type Scales = z.infer<typeof scalesAnswer>["items"];
type ProgramOption = { id: string; name: string };

type ImportFlowProps = {
  /** The import named in the address, as the server loaded it. */
  initial: ImportAnswer | undefined;
  scales: Scales;
  programs: readonly ProgramOption[];
};

const addressState = {
  id: parseAsString,
  step: parseAsStringLiteral(["check", "settings"]).withDefault("check"),
};

/**
 * File, check, settings, import. The current step is in the address and on the server, so that a reload loses nothing.
 */
export function ImportFlow({ initial, scales, programs }: ImportFlowProps) {
  const [{ id, step }, setAddress] = useQueryStates(addressState, { history: "push" });
  const query = useImport(id, initial);
  const choices = useStoredState(`framework-import.${id ?? ""}.choices`, noChoices, parseChoices);
  const current = query.data;
  const startOver = () => setAddress({ id: null, step: null });

  return (
    <div className="mx-auto max-w-4xl">
      <Stepper className="mb-6" current={stepOf(id, current, step)} label={strings.title} steps={strings.steps} />
      {stage()}
    </div>
  );

  function stage() {
    if (id === null) return <ChooseFile onImport={(importId) => setAddress({ id: importId, step: null })} />;
    if (query.isError && !current) return <ImportMissing error={query.error} onStartOver={startOver} query={query} />;
    if (!current || !choices.isLoaded) return loading;
    switch (current.status) {
      case "PENDING":
      case "PARSING":
        return (
          <Work detail={strings.readingHelp} label={strings.reading(current.fileName)} progress={current.progress} />
        );
      case "READY":
        if (!current.preview || current.faults.some((fault) => fault.severity === "error") || step === "check")
          return (
            <ImportPreviewStep
              choices={choices.value}
              current={current}
              onChoicesChange={choices.set}
              onContinue={() => setAddress({ step: "settings" })}
              onStartOver={startOver}
            />
          );
        return (
          <ImportSettingsStep
            choices={choices.value}
            importId={current.importId}
            onBack={() => setAddress({ step: "check" })}
            preview={current.preview}
            programs={programs}
            scales={scales}
          />
        );
      case "COMMITTED":
        return <ImportDone current={current} onAnother={startOver} />;
      case "FAILED":
        return <ImportFailed current={current} onStartOver={startOver} />;
      case "DISCARDED":
        return <ImportMissing error={null} onStartOver={startOver} query={query} />;
    }
  }
}

const loading = (
  <Loading>
    <ListSkeleton rows={6} />
  </Loading>
);

function Work({ label, detail, progress }: { label: string; detail: string; progress: number }) {
  return (
    <Card>
      <CardBody className="py-10">
        <JobProgress
          className="mx-auto max-w-lg"
          detail={detail}
          done={progress}
          label={label}
          state="running"
          total={progress > 0 ? 100 : null}
        />
      </CardBody>
    </Card>
  );
}

type ImportMissingProps = {
  error: Error | null;
  onStartOver: () => void;
  query: { refetch: () => unknown; isFetching: boolean };
};

/** Distinguishes a deleted import from one that cannot be loaded now; only the second can be retried. */
function ImportMissing({ error, onStartOver, query }: ImportMissingProps) {
  const isGone = error === null || (error instanceof Problem && error.status === 404);
  return (
    <Card>
      <ErrorState
        actions={<Button onClick={onStartOver}>{strings.chooseAnother}</Button>}
        description={isGone ? strings.goneHelp : undefined}
        onRetry={isGone ? undefined : () => query.refetch()}
        reference={error instanceof Problem && !isGone ? error.requestId : undefined}
        retrying={query.isFetching}
        title={isGone ? strings.goneTitle : strings.pollFailed}
      />
    </Card>
  );
}

function stepOf(id: string | null, current: ImportAnswer | undefined, step: "check" | "settings"): number {
  if (id === null) return 0;
  switch (current?.status) {
    case "READY":
      return step === "check" ? 1 : 2;
    case "COMMITTED":
      return 4;
    default:
      return 1;
  }
}

function parseChoices(stored: unknown): ImportChoices | undefined {
  if (typeof stored !== "object" || stored === null || !("included" in stored) || !("excluded" in stored)) return;
  const { included, excluded } = stored;
  if (!isTextList(included) || !isTextList(excluded)) return;
  return { included, excluded };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
