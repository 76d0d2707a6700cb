"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { Stepper } from "#src/ui/stepper.tsx";
import { useStoredState } from "#src/ui/use-stored-state.ts";
import { type ImportChoices, noChoices } from "./import-choices.ts";
import { ChooseFile } from "./import-file.tsx";
import { useImport } from "./import-queries.ts";
import type { ImportStepsProps, ProgramOption, Scales } from "./import-steps.tsx";
import { strings } from "./import-strings.ts";

type ImportFlowProps = {
  /** The import named in the address, as the server loaded it. */
  initial: ImportAnswer | undefined;
  scales: Scales;
  programs: readonly ProgramOption[];
};

/** Who chooses a file does not need the rest yet, and a reload needs the stored choices first. */
const ImportSteps = loadLater<ImportStepsProps>(() => import("./import-steps.tsx").then((file) => file.ImportSteps), {
  standIn: ({ current }) => (current ? loading : null),
  isWanted: ({ current }) => current !== undefined,
});

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
      <ImportSteps
        choices={choices.value}
        current={id !== null && choices.isLoaded && current && hasSteps(current) ? current : undefined}
        onChoicesChange={choices.set}
        onStartOver={startOver}
        onStep={(next) => setAddress({ step: next })}
        programs={programs}
        scales={scales}
        step={step}
      />
    </div>
  );

  function stage() {
    if (id === null) return <ChooseFile onImport={(importId) => setAddress({ id: importId, step: null })} />;
    if (query.isError && !current) return <ImportMissing error={query.error} onStartOver={startOver} query={query} />;
    if (!current || !choices.isLoaded) return loading;
    if (hasSteps(current)) return null;
    if (current.status === "DISCARDED") return <ImportMissing error={null} onStartOver={startOver} query={query} />;
    return <Work detail={strings.readingHelp} label={strings.reading(current.fileName)} progress={current.progress} />;
  }
}

/** Whether the server has read the file, so that there is something to decide or to tell. */
function hasSteps({ status }: ImportAnswer): boolean {
  return status === "READY" || status === "COMMITTED" || status === "FAILED";
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
