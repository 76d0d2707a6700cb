"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";

type TaskFoldProps = {
  title: string;
  /** Beside the title: what is inside, or whom it is for. */
  note?: ReactNode;
  startsOpen?: boolean;
  /** Something inside needs to be seen, such as an error. */
  mustOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
};

/** A section of a task that is folded until it is wanted: most tasks do without it. */
export function TaskFold({ title, note, startsOpen = false, mustOpen = false, onOpenChange, children }: TaskFoldProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  useEffect(() => {
    if (mustOpen) setOpen(true);
  }, [mustOpen]);
  return (
    <details
      className="group/fold"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        onOpenChange?.(event.currentTarget.open);
      }}
      open={isOpen || mustOpen}
    >
      <summary className="flex min-h-14 cursor-pointer list-none items-center gap-2 px-4 py-2 outline-none hover:bg-surface-secondary focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus md:px-6 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-5 shrink-0 text-muted transition-transform duration-150 group-open/fold:rotate-90 rtl:-scale-x-100"
        />
        <h2 className="text-md font-semibold">{title}</h2>
        {note ? <span className="min-w-0 flex-1 truncate text-end text-sm text-muted">{note}</span> : null}
      </summary>
      <div className="px-4 pt-1 pb-6 md:px-6">{children}</div>
    </details>
  );
}
