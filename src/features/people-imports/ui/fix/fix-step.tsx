"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import type { FaultCode, Verdict } from "#src/features/people-imports/values.ts";
import { Button, buttonStyle } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { DiscardButton } from "../discard-button.tsx";
import { ImportFooter } from "../import-footer.tsx";
import { importPath } from "../import-paths.ts";
import { StageTitle } from "../stage-title.tsx";
import { strings } from "../strings.ts";
import { FixGrid } from "./fix-grid.tsx";
import { ImportFigures } from "./import-figures.tsx";

type FixStepProps = {
  current: ImportAnswer;
  onBack: () => void;
  onCheck: () => void;
  onDiscarded: () => void;
};

/** What the import would do, and the rows of the file to be corrected in place. */
export function FixStep({ current, onBack, onCheck, onDiscarded }: FixStepProps) {
  const { importId, counts, faults } = current;
  const [verdict, setVerdict] = useState<Verdict | null>(counts.fix > 0 ? "FIX" : null);
  const [fault, setFault] = useState<FaultCode | null>(null);
  const usable = counts.add + counts.change;
  const choose = (next: Verdict | null) => {
    setVerdict(next);
    setFault(null);
  };
  return (
    <div className="flex flex-col gap-5">
      <StageTitle>{`${current.fileName} · ${strings.rows(counts.rows)}`}</StageTitle>
      <ImportFigures counts={counts} onChoose={choose} value={verdict} />
      <Card aria-label={strings.grid}>
        <div className="flex flex-wrap items-center justify-between gap-x-5 gap-y-2 border-b border-separator px-4 py-2.5">
          <Segmented<Verdict | null>
            label={strings.filters}
            onValueChange={choose}
            options={[
              { value: "FIX", label: `${strings.toLookAt} ${counts.fix}` },
              { value: "ADD", label: `${strings.added} ${counts.add}` },
              { value: "CHANGE", label: `${strings.changed} ${counts.change}` },
              { value: "SAME", label: `${strings.same} ${counts.same}` },
              ...(counts.leftOut > 0
                ? [{ value: "LEFT_OUT" as const, label: `${strings.verdicts.LEFT_OUT} ${counts.leftOut}` }]
                : []),
              { value: null, label: `${strings.all} ${counts.rows}` },
            ]}
            value={verdict}
          />
          <KeyHints />
        </div>
        {verdict === "FIX" && faults.length > 1 ? (
          <div className="border-b border-separator px-4 py-2.5">
            <Segmented<FaultCode | null>
              label={strings.faultFilters}
              onValueChange={setFault}
              options={[
                { value: null, label: strings.anyFault },
                ...faults.map(({ code, rows }) => ({ value: code, label: `${strings.faults[code]} ${rows}` })),
              ]}
              value={fault}
            />
          </div>
        ) : null}
        <FixGrid
          current={current}
          filter={{ verdict, fault }}
          // Another filter begins at its own first row.
          key={`${verdict}.${fault}`}
        />
      </Card>
      <ImportFooter note={counts.fixed > 0 ? strings.fixedHere(counts.fixed) : null}>
        <span className="w-full text-sm text-muted md:max-w-[52ch]">
          <strong className="font-semibold text-foreground">{strings.canImport(usable)}</strong> {strings.canImportHelp}
        </span>
        {counts.fix > 0 ? (
          <a className={buttonStyle({ variant: "ghost" })} download href={`${importPath(importId)}/faults-csv`}>
            <Download aria-hidden />
            {strings.download(counts.fix)}
          </a>
        ) : null}
        <DiscardButton importId={importId} onDiscarded={onDiscarded} />
        <Button onClick={onBack}>{strings.previous}</Button>
        <Button disabled={usable === 0} onClick={onCheck} variant="primary">
          {strings.check(usable)}
        </Button>
      </ImportFooter>
    </div>
  );
}

function KeyHints() {
  return (
    <p aria-hidden className="flex flex-wrap gap-x-3 text-xs text-muted max-md:hidden">
      {strings.keys.map(([key, words]) => (
        <span key={key}>
          <kbd className="rounded border border-border bg-surface-secondary px-1 font-sans">{key}</kbd> {words}
        </span>
      ))}
    </p>
  );
}
