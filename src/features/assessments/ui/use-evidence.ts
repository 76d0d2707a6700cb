"use client";

import { useEffect, useRef, useState } from "react";
import { api } from "#src/client/api.ts";
import type { FilesAnswer } from "#src/features/files/schema.ts";
import { type EvidenceFile, filePaths } from "#src/features/files/ui/file-queries.ts";
import type { KeptFile } from "./assessment-values.ts";
import { strings } from "./strings.ts";

/** The files of the form: those that have arrived, to which the assessment refers. */
export function useEvidence(savedIds: readonly string[], onChange: () => void) {
  const [files, setFiles] = useState<EvidenceFile[]>(() =>
    savedIds.map((fileId, index) => ({
      fileId,
      name: strings.evidenceUnnamed(index + 1),
      sizeBytes: 0,
      mediaType: "",
    })),
  );
  const [error, setError] = useState<string>();
  const latest = useRef(files);
  const sending = useRef(0);

  const update = (edit: (known: EvidenceFile[]) => EvidenceFile[]) => {
    latest.current = edit(latest.current);
    setFiles(latest.current);
  };

  // A saved draft has only the ids of its files; their names are loaded from the API.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only for the files that the form opened with.
  useEffect(() => {
    if (savedIds.length === 0) return;
    void api<FilesAnswer>(filePaths.own(savedIds))
      .then(({ items }) => {
        const found = new Map(items.map((line) => [line.fileId, line]));
        update((known) => known.map((file) => found.get(file.fileId) ?? file));
      })
      // They stay without their names.
      .catch(() => {});
  }, []);

  return {
    files,
    error,
    setError,
    isSending: () => sending.current > 0,
    setSending: (count: number) => {
      sending.current = count;
    },
    /** The files in the form that the draft and the submission take. */
    kept: (): KeptFile[] => latest.current.map(({ fileId, name, sizeBytes }) => ({ fileId, name, sizeBytes })),
    change: (value: EvidenceFile[]) => {
      setError(undefined);
      update(() => value);
      onChange();
    },
    restore: (kept: readonly KeptFile[]) => update(() => kept.map((file) => ({ ...file, mediaType: "" }))),
  };
}
