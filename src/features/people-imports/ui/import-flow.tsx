"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer, ImportsAnswer } from "#src/features/people-imports/schema.ts";
import type { ImportStatus } from "#src/features/people-imports/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { Stepper } from "#src/ui/stepper.tsx";
import { ChooseFile } from "./choose-file.tsx";
import { ImportHistory } from "./import-history.tsx";
import { isRunning, useImport } from "./import-queries.ts";
import type { ImportStepsProps } from "./import-steps.tsx";
import { type StepName, stepNames } from "./step-names.ts";
import { strings } from "./strings.ts";

const loading = (
  <Loading>
    <ListSkeleton rows={6} />
  </Loading>
);

/** Who chooses a file does not need the rest yet. */
const ImportSteps = loadLater<ImportStepsProps>(() => import("./import-steps.tsx").then((file) => file.ImportSteps), {
  standIn: ({ current }) => (current ? loading : null),
  isWanted: ({ current }) => current !== undefined,
});

const addressState = { id: parseAsString, step: parseAsStringLiteral(stepNames).withDefault("columns") };

type ImportFlowProps = {
  /** The import named in the address, as the server loaded it. */
  initial: ImportAnswer | undefined;
  history: ImportsAnswer;
};

/** File, columns, corrections, check. Where one is stands in the address and on the server, so a reload loses nothing. */
export function ImportFlow({ initial, history }: ImportFlowProps) {
  const [{ id, step }, setAddress] = useQueryStates(addressState, { history: "push" });
  const query = useImport(id, initial);
  const current = id === null ? undefined : query.data;
  const startOver = () => setAddress({ id: null, step: null });
  const shown = current && hasSteps(current.status) ? current : undefined;
  return (
    <div>
      <Stepper className="mb-6" current={stepOf(current, step)} label={strings.title} steps={strings.steps} />
      {stage()}
      <ImportSteps current={shown} onStartOver={startOver} onStep={(next) => setAddress({ step: next })} step={step} />
      {id === null ? (
        <ImportHistory initial={history} onOpen={(importId) => setAddress({ id: importId, step: null })} />
      ) : null}
    </div>
  );

  function stage() {
    if (id === null) return <ChooseFile onImport={(importId) => setAddress({ id: importId, step: null })} />;
    if (query.isError && !current) return <ImportMissing error={query.error} onStartOver={startOver} query={query} />;
    if (!current) return loading;
    if (shown) return null;
    if (current.status === "DISCARDED") return <ImportMissing error={null} onStartOver={startOver} query={query} />;
    return <Work current={current} />;
  }
}

function hasSteps(status: ImportStatus): boolean {
  return !isRunning(status) && status !== "DISCARDED";
}

function Work({ current }: { current: ImportAnswer }) {
  const { status, fileName, done, total, isStalled } = current;
  const isWriting = status === "COMMITTING" || status === "UNDOING";
  const label = {
    PENDING: strings.reading,
    PARSING: strings.reading,
    CHECKING: strings.checking,
    COMMITTING: strings.writing,
    UNDOING: strings.undoing,
  };
  const words = isRunning(status) ? label[status as keyof typeof label](fileName) : fileName;
  return (
    <Card>
      <CardBody className="py-10">
        <JobProgress
          className="mx-auto max-w-lg"
          detail={isStalled ? strings.stalledHelp : isWriting ? strings.writingHelp : strings.readingHelp}
          done={done}
          label={words}
          state="running"
          total={isWriting ? total : null}
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

/** Distinguishes an import that is gone from one that cannot be loaded now; only the second can be retried. */
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

function stepOf(current: ImportAnswer | undefined, step: StepName): number {
  switch (current?.status) {
    case undefined:
    case "FAILED":
    case "DISCARDED":
      return 0;
    case "READY":
      return 1 + stepNames.indexOf(step);
    case "PENDING":
    case "PARSING":
      return 1;
    case "CHECKING":
      return 2;
    case "COMMITTING":
      return 3;
    default:
      return 4;
  }
}
