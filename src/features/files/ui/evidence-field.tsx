"use client";

import { useQuery } from "@tanstack/react-query";
import { Camera } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "#src/client/api.ts";
import type { FileLimits } from "#src/features/files/schema.ts";
import { acceptedMediaTypes, maxFilesOfRecord } from "#src/features/files/values.ts";
import { Button } from "#src/ui/button.tsx";
import { FileDrop } from "#src/ui/file-drop.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import type { EvidenceListProps } from "./evidence-rows.tsx";
import { type EvidenceFile, filePaths } from "./file-queries.ts";
import { strings } from "./strings.ts";
import { useUploads } from "./use-uploads.ts";

/** Most forms are opened without a file. */
const EvidenceList = loadLater<EvidenceListProps>(
  () => import("./evidence-rows.tsx").then((file) => file.EvidenceList),
  { isWanted: ({ value, lines }) => value.length + lines.length > 0 },
);

type EvidenceFieldProps = {
  /** The files that are kept, in the order in which they arrived. */
  value: readonly EvidenceFile[];
  onChange: (value: EvidenceFile[]) => void;
  /** How many are on their way: a form with some is not complete. */
  onSending?: (count: number) => void;
  /** Files were given, also ones that are refused: a field out of sight is to be shown. */
  onGiven?: () => void;
  disabled?: boolean;
  label?: string;
  error?: string | undefined;
  maxFiles?: number;
};

/**
 * Files as evidence: dropped, pasted, chosen or taken with the camera, each sent at once and in pieces. What has arrived
 * is the value; what is on its way is this component's own.
 */
export function EvidenceField({
  value,
  onChange,
  onSending,
  onGiven,
  disabled = false,
  label = strings.label,
  error,
  maxFiles = maxFilesOfRecord,
}: EvidenceFieldProps) {
  const limits = useQuery({
    queryKey: ["files", "limits"],
    queryFn: ({ signal }) => api<FileLimits>(filePaths.limits, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const maxMegabytes = Math.floor((limits?.maxBytes ?? defaultBytes) / bytesOfMegabyte);
  const [said, setSaid] = useState("");
  const box = useRef<HTMLDivElement>(null);
  // The row that had the focus is gone: the reader goes on at the beginning of the field.
  const leaveRow = () => box.current?.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
  const [refusal, setRefusal] = useState<string>();
  const latest = useRef(value);
  latest.current = value;
  const uploads = useUploads((file) => {
    latest.current = [...latest.current, file];
    setSaid(strings.saidSent(file.name));
    onChange([...latest.current]);
  });
  const { lines } = uploads;
  const camera = useRef<HTMLInputElement>(null);

  const sending = lines.filter(({ state }) => state !== "failed").length;
  const report = useRef(onSending);
  report.current = onSending;
  useEffect(() => report.current?.(sending), [sending]);

  const add = (chosen: readonly File[]) => {
    onGiven?.();
    const room = maxFiles - latest.current.length - lines.length;
    const unfit = chosen.map((file) => refusalOf(file, maxMegabytes)).find(Boolean);
    setRefusal(unfit ?? (chosen.length > room ? strings.tooMany(maxFiles) : undefined));
    const good = chosen.filter((file) => !refusalOf(file, maxMegabytes)).slice(0, Math.max(0, room));
    if (good.length > 0) void uploads.add(good).catch(() => setRefusal(strings.failed));
  };

  const addLatest = useRef(add);
  addLatest.current = add;
  useEffect(() => {
    if (disabled) return;
    // Wherever on the page it is pasted: a picture in the clipboard has no other place here, and text is left alone.
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || event.defaultPrevented) return;
      event.preventDefault();
      addLatest.current(files);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [disabled]);

  return (
    <div ref={box}>
      <FileDrop
        accept={[...(limits?.mediaTypes ?? acceptedMediaTypes), ...endings]}
        actions={
          <span className="hidden touch:contents">
            <Button disabled={disabled} icon={<Camera aria-hidden />} onClick={() => camera.current?.click()}>
              {strings.takePhoto}
            </Button>
            <input
              accept="image/jpeg,image/png,image/webp"
              capture="environment"
              className="hidden"
              onChange={(event) => {
                add([...(event.target.files ?? [])]);
                event.target.value = "";
              }}
              ref={camera}
              tabIndex={-1}
              type="file"
            />
          </span>
        }
        disabled={disabled}
        error={refusal ?? error}
        hint={disabled ? undefined : strings.hint(maxMegabytes)}
        label={label}
        multiple
        onFiles={add}
      />
      <EvidenceList
        disabled={disabled}
        lines={lines}
        onCancel={(id) => {
          uploads.cancel(id);
          leaveRow();
        }}
        onPause={uploads.pause}
        onRemove={(id) => {
          onChange(value.filter(({ fileId }) => fileId !== id));
          leaveRow();
        }}
        onResume={uploads.resume}
        value={value}
      />
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </div>
  );
}

const bytesOfMegabyte = 1024 * 1024;

/** Of what some systems know no type for. */
const endings = [".docx", ".csv", ".txt", ".m4a", ".mp3", ".mp4"];

/** As a school has it that has set nothing else; shown until the server has answered. */
const defaultBytes = 25 * bytesOfMegabyte;

/** The server looks again, and at the content. */
function refusalOf({ name, size }: File, maxMegabytes: number): string | undefined {
  if (size === 0) return strings.empty(name);
  return size > maxMegabytes * bytesOfMegabyte ? strings.tooLarge(name, maxMegabytes) : undefined;
}
