"use client";

import { useEffect } from "react";
import type { ImportAnswer } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { FaultList } from "./fault-list.tsx";
import { strings } from "./import-strings.ts";
import { clearUnfinished } from "./import-unfinished.ts";
import { StageTitle } from "./stage-title.tsx";

/** Shown when the file could not be parsed or the import failed; nothing was changed in either case. */
export function ImportFailed({ current, onStartOver }: { current: ImportAnswer; onStartOver: () => void }) {
  useEffect(clearUnfinished, []);
  return (
    <div className="flex flex-col gap-5">
      <StageTitle>{strings.failedTitle}</StageTitle>
      <Callout live title={current.error ?? undefined} tone="danger">
        {current.faults.length > 0 ? strings.failedHelp : strings.failedNoFaults}
      </Callout>
      <FaultList faults={current.faults} />
      <div>
        <Button onClick={onStartOver} variant="primary">
          {strings.chooseAnother}
        </Button>
      </div>
    </div>
  );
}
