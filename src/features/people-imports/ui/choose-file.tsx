"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { mostFileBytes } from "#src/features/people-imports/values.ts";
import { buttonStyle } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { type DroppedFile, FileDrop } from "#src/ui/file-drop.tsx";
import { importPages } from "./import-paths.ts";
import { useHandIn } from "./import-queries.ts";
import { strings } from "./strings.ts";

export function ChooseFile({ onImport }: { onImport: (importId: string) => void }) {
  const { mutate, error, isPending } = useHandIn();
  const [sent, setSent] = useState<DroppedFile>();

  const send = (file: File | undefined) => {
    if (!file || isPending) return;
    const listed: DroppedFile = { id: file.name, name: file.name, sizeBytes: file.size };
    setSent({ ...listed, progress: 0 });
    mutate(
      { file, onProgress: (progress) => setSent({ ...listed, progress }) },
      { onSuccess: ({ importId }) => onImport(importId), onError: () => setSent(undefined) },
    );
  };

  return (
    <div className="mb-6 flex flex-col gap-5">
      {error ? (
        <Callout live title={strings.uploadFailed} tone="danger">
          {error instanceof Problem ? <p>{wordsOf(error)}</p> : null}
          <p>{strings.uploadSafe}</p>
        </Callout>
      ) : null}
      <Card>
        <CardBody>
          <FileDrop
            accept={[".csv", ".txt", ".tsv", ".xlsx", ".zip"]}
            actions={
              <a className={buttonStyle({ variant: "ghost" })} download href={importPages.template}>
                <Download aria-hidden />
                {strings.template}
              </a>
            }
            disabled={isPending}
            files={sent ? [sent] : []}
            hint={
              <>
                {strings.fileHint} {strings.fileNote}
              </>
            }
            label={strings.fileLabel}
            maxBytes={mostFileBytes}
            onFiles={([file]) => send(file)}
          />
        </CardBody>
      </Card>
    </div>
  );
}

function wordsOf(problem: Problem): string {
  return [...new Set([problem.detail, ...problem.errors.map(({ message }) => message)])].join(" ");
}
