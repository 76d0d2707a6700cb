"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { Problem } from "#src/client/api.ts";
import type { ImportAnswer, ImportPreview } from "#src/features/frameworks/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { toast } from "#src/ui/toast.tsx";
import { frameworkPages } from "../framework-paths.ts";
import { formatWord } from "../strings.ts";
import { ColumnMapping } from "./column-mapping.tsx";
import { FaultList } from "./fault-list.tsx";
import { type ImportChoices, makeIsChosen, noChoices, withChosenCategories } from "./import-choices.ts";
import { ImportFooter } from "./import-footer.tsx";
import { useDiscardImport } from "./import-queries.ts";
import { strings } from "./import-strings.ts";
import { clearUnfinished } from "./import-unfinished.ts";
import { ImportUpdateCard } from "./import-update.tsx";
import { PreviewTree } from "./preview-tree.tsx";
import { StageTitle } from "./stage-title.tsx";

type ImportPreviewStepProps = {
  current: ImportAnswer;
  choices: ImportChoices;
  onChoicesChange: (choices: ImportChoices) => void;
  onContinue: () => void;
  onStartOver: () => void;
};

/** What was read, its faults, and what each item becomes. */
export function ImportPreviewStep({
  current,
  choices,
  onChoicesChange,
  onContinue,
  onStartOver,
}: ImportPreviewStepProps) {
  const { preview, faults } = current;
  const isBlocked = preview === null || faults.some((fault) => fault.severity === "error");
  const items = useMemo(() => withChosenCategories(preview?.items ?? [], choices), [preview, choices]);
  const competencies = useMemo(() => items.filter(makeIsChosen(choices)), [items, choices]);
  const chosen = competencies.length;
  return (
    <div className="flex flex-col gap-5">
      <StageTitle>{strings.checkTitle}</StageTitle>
      {preview ? (
        <PreviewHead
          categories={new Set(competencies.map(({ category }) => category)).size}
          chosen={chosen}
          fileName={current.fileName}
          leftOut={
            items.filter((item) => item.isProposed).length - competencies.filter((item) => item.isProposed).length
          }
          preview={preview}
        />
      ) : null}
      {current.layout ? (
        <ColumnMapping current={current} layout={current.layout} onMapped={() => onChoicesChange(noChoices)} />
      ) : null}
      <FaultList faults={faults} />
      {preview?.update ? <ImportUpdateCard update={preview.update} /> : null}
      {preview ? (
        <PreviewTree choices={choices} isReadOnly={isBlocked} items={items} onChoicesChange={onChoicesChange} />
      ) : null}
      <ImportFooter note={isBlocked ? strings.blocked : chosen === 0 ? strings.noneLeft : strings.willMake(chosen)}>
        <DiscardButton fileName={current.fileName} importId={current.importId} />
        {isBlocked ? (
          <Button onClick={onStartOver} variant="primary">
            {strings.chooseAnother}
          </Button>
        ) : (
          <Button disabled={chosen === 0} onClick={onContinue} variant="primary">
            {strings.toSettings}
          </Button>
        )}
      </ImportFooter>
    </div>
  );
}

function DiscardButton({ importId, fileName }: { importId: string; fileName: string }) {
  const router = useRouter();
  const { mutateAsync } = useDiscardImport(importId);
  const discard = async () => {
    try {
      await mutateAsync();
    } catch (error) {
      toast.error(strings.discardFailed, error instanceof Problem ? { description: error.detail } : undefined);
      throw error;
    }
    clearUnfinished();
    toast.info(strings.discarded);
    router.push(frameworkPages.list);
  };
  return (
    <AlertDialog
      actionLabel={strings.discardAct}
      description={strings.discardHelp(fileName)}
      onAction={discard}
      title={strings.discardTitle}
      trigger={<Button variant="ghost">{strings.discard}</Button>}
    />
  );
}

type PreviewHeadProps = {
  preview: ImportPreview;
  fileName: string;
  chosen: number;
  categories: number;
  leftOut: number;
};

function PreviewHead({ preview, fileName, chosen, categories, leftOut }: PreviewHeadProps) {
  const { counts } = preview;
  const facts: { term: string; value: string | null }[] = [
    { term: strings.file, value: fileName },
    { term: strings.format, value: formatWord(preview.sourceFormat) },
    { term: strings.version, value: preview.version },
    { term: strings.publisher, value: preview.publisher },
    { term: strings.licence, value: preview.licence },
  ].filter((fact) => fact.value);
  const figures = [
    { label: strings.countCompetencies, value: chosen, unit: strings.ofItems(counts.items) },
    { label: strings.countCategories, value: categories },
    { label: strings.countLinks, value: counts.associations },
    { label: strings.countDropped, value: leftOut },
  ];
  return (
    <Card>
      <div className="p-5 max-md:p-4">
        <h3 className="text-md font-semibold text-balance">{preview.title}</h3>
        {preview.description ? <p className="mt-1 text-pretty text-muted">{preview.description}</p> : null}
        <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
          {facts.map(({ term, value }) => (
            <div className="flex min-w-0 gap-1.5" key={term}>
              <dt className="shrink-0 text-muted">{term}</dt>
              <dd className="min-w-0">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <dl className="grid grid-cols-2 border-t border-separator sm:grid-cols-4">
        {figures.map(({ label, value, unit }) => (
          <div className="px-5 py-3.5 max-md:px-4" key={label}>
            <dt className="text-sm text-muted">{label}</dt>
            <dd className="num mt-0.5 flex flex-wrap items-baseline gap-x-1.5">
              <span className="text-lg font-semibold">{value}</span>
              {unit ? <span className="text-sm text-muted">{unit}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
