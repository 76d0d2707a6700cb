"use client";

import { CircleCheck, FileText, Upload, X } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { FieldError, fieldIds } from "./field.tsx";
import { formatBytes } from "./format-bytes.ts";
import { IconButton } from "./icon-button.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { strings } from "./strings.ts";

export type DroppedFile = {
  /** Stable while the file is listed. */
  id: string;
  name: string;
  sizeBytes: number;
  /** 0 to 1 during the upload; undefined before, 1 after. */
  progress?: number | undefined;
  error?: string | undefined;
};

type FileDropProps = {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Extensions and media types, as in `accept`: [".json", "text/csv"]. */
  accept?: readonly string[];
  maxBytes?: number;
  multiple?: boolean;
  disabled?: boolean;
  /** Called with the chosen files of the right kind and size. Send each with `upload` of the API client. */
  onFiles: (files: File[]) => void;
  /** The files of the form, listed below the box. */
  files?: readonly DroppedFile[];
  onRemove?: (id: string) => void;
  /** Other ways to a file, beside the button. */
  actions?: ReactNode;
  className?: string;
};

/** Drop files on the box or press it to choose: the whole box is the target. */
export function FileDrop({
  label,
  hint,
  error,
  accept = [],
  maxBytes,
  multiple = false,
  disabled = false,
  onFiles,
  files = [],
  onRemove,
  actions,
  className,
}: FileDropProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const shownError = refusal ?? error;
  const ids = fieldIds(id, { hint, error: shownError });

  const addFiles = (chosen: readonly File[]) => {
    const picked = multiple ? chosen : chosen.slice(0, 1);
    const refused = picked.map((file) => refusalOf(file, accept, maxBytes)).find(Boolean);
    setRefusal(refused);
    const good = picked.filter((file) => !refusalOf(file, accept, maxBytes));
    if (good.length > 0) onFiles(good);
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) addFiles([...event.dataTransfer.files]);
  };

  return (
    <div className={cn("min-w-0", className)}>
      <p className="mb-1.5 text-sm font-medium" id={`${id}-label`}>
        {label}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra for the mouse; the button inside does the same. */}
      <div
        className={cn(
          "flex flex-wrap items-center justify-center gap-x-3 gap-y-2 rounded-card border border-dashed border-control bg-surface px-5 py-8 text-center transition-colors duration-150 max-md:py-5",
          over && "border-accent bg-accent-soft",
          shownError && "border-danger",
          disabled && "opacity-60",
        )}
        onDragLeave={() => setOver(false)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(!disabled);
        }}
        onDrop={drop}
      >
        <input
          accept={accept.join(",")}
          className="hidden"
          multiple={multiple}
          onChange={(event) => {
            addFiles([...(event.target.files ?? [])]);
            // Allows choosing the same file again after it was removed.
            event.target.value = "";
          }}
          ref={input}
          tabIndex={-1}
          type="file"
        />
        <Button
          aria-describedby={ids.describedBy}
          aria-labelledby={`${id}-label ${id}-button`}
          disabled={disabled}
          icon={<Upload aria-hidden />}
          id={`${id}-button`}
          onClick={() => input.current?.click()}
        >
          {multiple ? strings.chooseFiles : strings.chooseFile}
        </Button>
        {actions}
        <span className="text-base text-muted max-md:hidden">{multiple ? strings.dropHereMany : strings.dropHere}</span>
        {hint ? (
          <p className="w-full text-sm text-muted" id={ids.hintId}>
            {hint}
          </p>
        ) : null}
      </div>
      <FieldError id={ids.errorId}>{shownError}</FieldError>
      {files.length > 0 ? (
        <ul className="mt-3 flex flex-col gap-2">
          {files.map((file) => (
            <FileRow file={file} key={file.id} onRemove={onRemove} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function FileRow({ file, onRemove }: { file: DroppedFile; onRemove: ((id: string) => void) | undefined }) {
  const percent = file.progress === undefined ? undefined : Math.round(file.progress * 100);
  const sending = percent !== undefined && percent < 100 && !file.error;
  return (
    <li className="flex items-center gap-3 rounded-ctl border border-border bg-surface py-1.5 ps-3 pe-1.5">
      <FileText aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{file.name}</p>
        <p className={cn("num text-xs text-muted", file.error && "text-danger")}>
          {file.error ?? (sending ? strings.uploading(percent) : formatBytes(file.sizeBytes))}
        </p>
        {sending ? <ProgressBar className="mt-1" label={file.name} value={percent} /> : null}
      </div>
      {percent === 100 && !file.error ? (
        <CircleCheck aria-label={strings.uploaded} className="size-5 shrink-0 text-success" role="img" />
      ) : null}
      {onRemove ? (
        <IconButton
          icon={<X aria-hidden />}
          label={strings.removeFile(file.name)}
          onClick={() => onRemove(file.id)}
          size="sm"
        />
      ) : null}
    </li>
  );
}

/** The reason why a file is refused, or undefined. The server checks the content again. */
function refusalOf(file: File, accept: readonly string[], maxBytes: number | undefined): string | undefined {
  if (maxBytes !== undefined && file.size > maxBytes) return strings.fileTooLarge(file.name, formatBytes(maxBytes));
  if (accept.length === 0) return undefined;
  const fits = accept.some((kind) => {
    if (kind.startsWith(".")) return file.name.toLowerCase().endsWith(kind.toLowerCase());
    if (kind.endsWith("/*")) return file.type.startsWith(kind.slice(0, -1));
    return file.type === kind;
  });
  return fits ? undefined : strings.fileWrongKind(file.name);
}
