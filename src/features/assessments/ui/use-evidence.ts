"use client";

import { useEffect, useRef, useState } from "react";
import { newIdempotencyKey, Problem, upload } from "#src/client/api.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import type { DroppedFile } from "#src/ui/file-drop.tsx";
import { assessmentPaths } from "./assessment-queries.ts";
import type { KeptFile } from "./assessment-values.ts";
import { strings } from "./strings.ts";

type EvidenceFile = DroppedFile & { fileId?: string };

const maxFiles = 20;

/** The files of the form. Each is uploaded as soon as it is chosen; the assessment refers to the uploaded ones. */
export function useEvidence(savedIds: readonly string[], onChange: () => void) {
  const [files, setFiles] = useState<EvidenceFile[]>(() =>
    savedIds.map((fileId, index) => ({
      id: fileId,
      fileId,
      name: strings.evidenceUnnamed(index + 1),
      sizeBytes: 0,
      progress: 1,
    })),
  );
  const [error, setError] = useState<string>();
  const latest = useRef(files);
  const sending = useRef(new Map<string, AbortController>());

  const update = (edit: (known: EvidenceFile[]) => EvidenceFile[]) => {
    latest.current = edit(latest.current);
    setFiles(latest.current);
  };
  const patch = (id: string, change: Partial<EvidenceFile>) =>
    update((known) => known.map((file) => (file.id === id ? { ...file, ...change } : file)));

  // A saved draft has only the ids of its files; their names are loaded from the API.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only for the files that the form opened with.
  useEffect(() => {
    for (const fileId of savedIds) void describe(fileId).then((change) => change && patch(fileId, change));
  }, []);

  const send = async (id: string, file: File) => {
    const form = new FormData();
    form.set("file", file);
    const controller = new AbortController();
    sending.current.set(id, controller);
    try {
      const answer = await upload<FileAnswer>("/api/files", form, {
        onProgress: (share) => patch(id, { progress: Math.min(share, 0.99) }),
        signal: controller.signal,
      });
      patch(id, { progress: 1, fileId: answer.fileId });
      onChange();
    } catch (problem) {
      if (controller.signal.aborted) return;
      patch(id, { error: problem instanceof Problem && problem.status >= 400 ? problem.detail : strings.uploadFailed });
    } finally {
      sending.current.delete(id);
    }
  };

  return {
    files,
    error,
    setError,
    isSending: () => latest.current.some((file) => !file.fileId && !file.error),
    /** The uploaded files, in the form that the draft and the submission take. */
    kept: (): KeptFile[] =>
      latest.current.flatMap(({ fileId, name, sizeBytes }) => (fileId ? [{ fileId, name, sizeBytes }] : [])),
    add: (chosen: readonly File[]) => {
      const room = maxFiles - latest.current.length;
      setError(chosen.length > room ? strings.tooManyFiles : undefined);
      for (const file of chosen.slice(0, room)) {
        const id = newIdempotencyKey();
        update((known) => [...known, { id, name: file.name, sizeBytes: file.size, progress: 0 }]);
        void send(id, file);
      }
    },
    remove: (id: string) => {
      sending.current.get(id)?.abort();
      setError(undefined);
      update((known) => known.filter((file) => file.id !== id));
      onChange();
    },
    restore: (kept: readonly KeptFile[]) =>
      update(() => kept.map((file) => ({ ...file, id: file.fileId, progress: 1 }))),
  };
}

async function describe(fileId: string): Promise<Partial<EvidenceFile> | undefined> {
  try {
    const response = await fetch(assessmentPaths.file(fileId), { method: "HEAD" });
    if (!response.ok) return undefined;
    const encoded = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    const sizeBytes = Number(response.headers.get("content-length"));
    return {
      ...(encoded ? { name: decodeURIComponent(encoded) } : {}),
      ...(Number.isFinite(sizeBytes) ? { sizeBytes } : {}),
    };
  } catch {
    return undefined;
  }
}
