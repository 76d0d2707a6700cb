"use client";

import { useEffect, useRef, useState } from "react";
import { newIdempotencyKey, Problem, upload } from "#src/client/api.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import { acceptedMediaTypes, maxFileSizeBytes } from "#src/features/files/values.ts";
import type { SubmissionFile } from "#src/features/submissions/schema.ts";
import { maxSubmissionFiles } from "#src/features/submissions/values.ts";
import { type DroppedFile, FileDrop } from "#src/ui/file-drop.tsx";
import { strings } from "./strings.ts";

type EvidenceFilesProps = {
  /** The uploaded files. */
  value: readonly SubmissionFile[];
  onChange: (value: SubmissionFile[]) => void;
  disabled?: boolean;
  /** How many are on their way: a form with some is not complete. */
  onSending?: (count: number) => void;
};

/** Files of a form: each is uploaded as soon as it is chosen, and the form holds the uploaded ones. */
export function EvidenceFiles({ value, onChange, disabled = false, onSending }: EvidenceFilesProps) {
  const [pending, setPending] = useState<DroppedFile[]>([]);
  const [error, setError] = useState<string>();
  const uploaded = useRef(value);
  const sending = useRef(new Map<string, AbortController>());
  useEffect(() => {
    uploaded.current = value;
  }, [value]);
  useEffect(() => {
    const running = sending.current;
    return () => {
      for (const controller of running.values()) controller.abort();
    };
  }, []);

  const patch = (id: string, change: Partial<DroppedFile>) =>
    setPending((known) => known.map((file) => (file.id === id ? { ...file, ...change } : file)));
  const change = (next: SubmissionFile[]) => {
    uploaded.current = next;
    onChange(next);
  };

  const send = async (id: string, file: File) => {
    const form = new FormData();
    form.set("file", file);
    const controller = new AbortController();
    sending.current.set(id, controller);
    onSending?.(sending.current.size);
    try {
      const { fileId, name, sizeBytes, mediaType } = await upload<FileAnswer>("/api/files", form, {
        onProgress: (share) => patch(id, { progress: Math.min(share, 0.99) }),
        signal: controller.signal,
      });
      setPending((known) => known.filter((one) => one.id !== id));
      change([...uploaded.current, { fileId, name, sizeBytes, mediaType }]);
    } catch (problem) {
      if (controller.signal.aborted) return;
      patch(id, { error: problem instanceof Problem && problem.status >= 400 ? problem.detail : strings.uploadFailed });
    } finally {
      sending.current.delete(id);
      onSending?.(sending.current.size);
    }
  };

  const add = (chosen: readonly File[]) => {
    const room = maxSubmissionFiles - value.length - pending.length;
    setError(chosen.length > room ? strings.tooManyFiles : undefined);
    for (const file of chosen.slice(0, Math.max(0, room))) {
      const id = newIdempotencyKey();
      setPending((known) => [...known, { id, name: file.name, sizeBytes: file.size, progress: 0 }]);
      void send(id, file);
    }
  };
  const remove = (id: string) => {
    sending.current.get(id)?.abort();
    setError(undefined);
    setPending((known) => known.filter((file) => file.id !== id));
    if (value.some(({ fileId }) => fileId === id)) change(value.filter(({ fileId }) => fileId !== id));
  };

  return (
    <FileDrop
      accept={acceptedMediaTypes}
      disabled={disabled}
      error={error}
      files={[
        ...value.map(({ fileId, name, sizeBytes }) => ({ id: fileId, name, sizeBytes, progress: 1 })),
        ...pending,
      ]}
      hint={strings.filesHint}
      label={strings.files}
      maxBytes={maxFileSizeBytes}
      multiple
      onFiles={add}
      onRemove={remove}
    />
  );
}
