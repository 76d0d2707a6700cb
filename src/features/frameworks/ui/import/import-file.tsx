"use client";

import { useEffect, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { type DroppedFile, FileDrop } from "#src/ui/file-drop.tsx";
import { useSealedReady } from "#src/ui/sealed/storage.ts";
import { templatePath } from "../framework-paths.ts";
import { useUploadImport } from "./import-queries.ts";
import { strings } from "./import-strings.ts";
import { readUnfinished, storeUnfinished, type Unfinished } from "./import-unfinished.ts";

/** A little below the server's limit of 16 MiB, so that a file accepted here is accepted there. */
const maxBytes = 16_000_000;

export function ChooseFile({ onImport }: { onImport: (importId: string) => void }) {
  const { mutate, error, isPending } = useUploadImport();
  const [sent, setSent] = useState<DroppedFile>();
  const [unfinished, setUnfinished] = useState<Unfinished>();
  const isReady = useSealedReady();
  useEffect(() => {
    if (isReady) setUnfinished(readUnfinished());
  }, [isReady]);

  const send = (file: File | undefined) => {
    if (!file || isPending) return;
    const listed: DroppedFile = { id: file.name, name: file.name, sizeBytes: file.size };
    setSent({ ...listed, progress: 0 });
    mutate(
      { file, onProgress: (progress) => setSent({ ...listed, progress }) },
      {
        onSuccess: ({ importId, fileName }) => {
          storeUnfinished({ id: importId, fileName });
          onImport(importId);
        },
        onError: () => setSent(undefined),
      },
    );
  };

  return (
    <div className="flex flex-col gap-5">
      {unfinished ? (
        <Callout
          actions={<Button onClick={() => onImport(unfinished.id)}>{strings.continueImport}</Button>}
          title={strings.unfinishedTitle}
        >
          {strings.unfinished(unfinished.fileName)}
        </Callout>
      ) : null}
      {error ? (
        <Callout live title={strings.uploadFailed} tone="danger">
          {error instanceof Problem ? <p>{wordsOf(error)}</p> : null}
          <p>{strings.uploadSafe}</p>
        </Callout>
      ) : null}
      <Card>
        <CardBody>
          <FileDrop
            accept={[".json", ".csv", ".xlsx"]}
            disabled={isPending}
            files={sent ? [sent] : []}
            hint={
              <>
                {strings.fileHint} {strings.fileNote}
              </>
            }
            label={strings.fileLabel}
            maxBytes={maxBytes}
            onFiles={([file]) => send(file)}
          />
        </CardBody>
      </Card>
      <dl className="grid gap-x-8 gap-y-4 px-1 sm:grid-cols-2">
        <div>
          <dt className="font-medium">{strings.whatIsCase}</dt>
          <dd className="mt-0.5 text-sm text-pretty text-muted">{strings.whatIsCaseHelp}</dd>
        </div>
        <div>
          <dt className="font-medium">{strings.whatIsCsv}</dt>
          <dd className="mt-0.5 text-sm text-pretty text-muted">
            {strings.whatIsCsvHelp}{" "}
            <a
              className="inline-block min-h-6 rounded-sm py-0.5 font-medium text-accent underline-offset-2 hover:text-accent-hover hover:underline"
              download
              href={templatePath}
            >
              {strings.template}
            </a>
          </dd>
        </div>
      </dl>
    </div>
  );
}

function wordsOf(problem: Problem): string {
  return [problem.detail, ...problem.errors.map((fault) => fault.message)].join(" ");
}
