"use client";

import { useEffect } from "react";
import type { ImportAnswer } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { ColumnMapping } from "./column-mapping.tsx";
import { FaultList } from "./fault-list.tsx";
import { strings } from "./import-strings.ts";
import { clearUnfinished } from "./import-unfinished.ts";
import { StageTitle } from "./stage-title.tsx";

type ImportFailedProps = { current: ImportAnswer; onStartOver: () => void; onMapped: () => void };

/** Shown when the file could not be parsed or the import failed; nothing was changed in either case. */
export function ImportFailed({ current, onStartOver, onMapped }: ImportFailedProps) {
  const { layout } = current;
  // Columns can still be mapped, also after a look elsewhere.
  const isOver = layout === null;
  useEffect(() => {
    if (isOver) clearUnfinished();
  }, [isOver]);
  return (
    <div className="flex flex-col gap-5">
      <StageTitle>{strings.failedTitle}</StageTitle>
      <Callout live title={current.error ?? undefined} tone="danger">
        {layout ? strings.failedColumns : current.faults.length > 0 ? strings.failedHelp : strings.failedNoFaults}
      </Callout>
      {layout ? <ColumnMapping current={current} layout={layout} onMapped={onMapped} /> : null}
      <FaultList faults={current.faults} />
      <div>
        <Button onClick={onStartOver} variant={layout ? "secondary" : "primary"}>
          {strings.chooseAnother}
        </Button>
      </div>
    </div>
  );
}
