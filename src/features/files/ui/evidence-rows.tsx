"use client";

import { CircleCheck, FileText, Image, Pause, Play, RotateCw, X } from "lucide-react";
import type { ReactNode } from "react";
import { patientDataInName } from "#src/lib/patient-data.ts";
import { cn } from "#src/ui/cn.ts";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { IconButton } from "#src/ui/icon-button.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { type EvidenceFile, filePaths } from "./file-queries.ts";
import { strings } from "./strings.ts";
import type { UploadLine } from "./uploads.ts";

export type EvidenceListProps = {
  value: readonly EvidenceFile[];
  lines: readonly UploadLine[];
  disabled: boolean;
  onRemove: (fileId: string) => void;
  onPause: (id: string) => void;
  onResume: (id: string) => void;
  onCancel: (id: string) => void;
};

/** The files of the field: those that are kept, then those on their way. */
export function EvidenceList({ value, lines, disabled, onRemove, ...on }: EvidenceListProps) {
  if (value.length + lines.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-col gap-2">
      {value.map((file) => (
        <KeptRow file={file} key={file.fileId} onRemove={disabled ? undefined : () => onRemove(file.fileId)} />
      ))}
      {lines.map((line) => (
        <SendingRow
          key={line.id}
          line={line}
          onCancel={() => on.onCancel(line.id)}
          onPause={() => on.onPause(line.id)}
          onResume={() => on.onResume(line.id)}
        />
      ))}
    </ul>
  );
}

/** A file that is kept: it can be opened, and removed while the form is open. */
function KeptRow({ file, onRemove }: { file: EvidenceFile; onRemove: (() => void) | undefined }) {
  return (
    <Row
      actions={
        onRemove ? (
          <IconButton icon={<X aria-hidden />} label={strings.remove(file.name)} onClick={onRemove} size="sm" />
        ) : null
      }
      hint={nameHint(file.name)}
      isPicture={file.mediaType.startsWith("image/")}
      mark={<CircleCheck aria-label={strings.sent} className="size-5 shrink-0 text-success" role="img" />}
      name={
        <a
          aria-label={strings.openIt(file.name)}
          className="block truncate font-medium hover:underline"
          download
          href={filePaths.one(file.fileId)}
        >
          {file.name}
        </a>
      }
    >
      <p className="num text-xs text-muted">{file.sizeBytes > 0 ? formatBytes(file.sizeBytes) : strings.sent}</p>
    </Row>
  );
}

type SendingRowProps = {
  line: UploadLine;
  onPause: () => void;
  onResume: () => void;
  onCancel: () => void;
};

/** A file on its way, with what one can do about it. */
function SendingRow({ line, onPause, onResume, onCancel }: SendingRowProps) {
  const { name, state } = line;
  const percent = line.sizeBytes === 0 ? 0 : Math.floor((line.sentBytes / line.sizeBytes) * 100);
  const isStopped = state === "paused" || state === "failed";
  return (
    <Row
      actions={
        <>
          {line.isRefused ? null : isStopped ? (
            <IconButton
              icon={state === "failed" ? <RotateCw aria-hidden /> : <Play aria-hidden />}
              label={state === "failed" ? strings.retry(name) : strings.resume(name)}
              onClick={onResume}
              size="sm"
            />
          ) : state === "checking" ? null : (
            <IconButton icon={<Pause aria-hidden />} label={strings.pause(name)} onClick={onPause} size="sm" />
          )}
          <IconButton icon={<X aria-hidden />} label={strings.cancel(name)} onClick={onCancel} size="sm" />
        </>
      }
      hint={nameHint(name)}
      isPicture={/\.(jpe?g|png|webp)$/i.test(name)}
      name={<p className="truncate font-medium">{name}</p>}
    >
      <p
        className={cn("num text-xs text-muted", state === "failed" && "text-danger")}
        role={state === "failed" ? "alert" : undefined}
      >
        {wordsOf(line, percent)}
      </p>
      {state === "failed" ? null : <ProgressBar className="mt-1" label={name} value={percent} />}
    </Row>
  );
}

function Row(props: {
  name: ReactNode;
  children: ReactNode;
  isPicture: boolean;
  hint: string | undefined;
  mark?: ReactNode;
  actions: ReactNode;
}) {
  const Icon = props.isPicture ? Image : FileText;
  return (
    <li className="rounded-ctl border border-border bg-surface py-1.5 ps-3 pe-1.5">
      <div className="flex min-h-8 items-center gap-3">
        <Icon aria-hidden className="size-5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          {props.name}
          {props.children}
        </div>
        {props.mark}
        <div className="flex shrink-0 items-center">{props.actions}</div>
      </div>
      {props.hint ? <p className="mt-1 mb-0.5 ps-8 text-sm text-warning-soft-foreground">{props.hint}</p> : null}
    </li>
  );
}

function nameHint(name: string): string | undefined {
  const sign = patientDataInName(name);
  return sign && strings.nameHint[sign];
}

function wordsOf({ state, error }: UploadLine, percent: number): string {
  switch (state) {
    case "waiting":
      return strings.waiting;
    case "sending":
      return strings.sending(percent);
    case "paused":
      return strings.paused(percent);
    case "offline":
      return strings.offline(percent);
    case "checking":
      return strings.checking;
    case "failed":
      return error ?? strings.failed;
  }
}
