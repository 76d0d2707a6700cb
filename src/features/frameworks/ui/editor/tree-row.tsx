"use client";

import { ChevronRight, CornerDownRight, GripVertical, PenLine, Plus } from "lucide-react";
import { type MouseEvent, type Ref, useEffect, useRef, useState } from "react";
import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { cn } from "#src/ui/cn.ts";
import { inputStyle } from "#src/ui/input-style.ts";
import { nameOf } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import type { Mark } from "./marks.ts";

const markLooks = {
  NEW: { icon: Plus, tone: "success" },
  CHANGED: { icon: PenLine, tone: "accent" },
  MOVED: { icon: CornerDownRight, tone: "neutral" },
} as const;

export function MarkBadge({ mark, count }: { mark: Mark; count?: number }) {
  const { icon: Icon, tone } = markLooks[mark];
  return (
    <Badge className="h-5 px-1.5 text-2xs" icon={<Icon aria-hidden />} tone={tone}>
      {strings.marks[mark]}
      {count === undefined ? null : ` ${count}`}
    </Badge>
  );
}

type TreeRowProps = {
  item: EditItem;
  level: number;
  /** Undefined for an item that holds none. */
  isExpanded: boolean | undefined;
  count: number | undefined;
  current: boolean;
  chosen: boolean;
  isDropTarget: boolean;
  mark: Mark | undefined;
  marksInside: number;
  renaming: boolean;
  /** Of the tree: roles, tabIndex, drag and drop. */
  props: Record<string, unknown>;
  rowRef: Ref<HTMLDivElement>;
  onPress: (event: MouseEvent) => void;
  onToggle: () => void;
  onRenamed: Renamed;
};

/** Called with the new name, or null, when a key ended it or the focus went elsewhere. */
type Renamed = (name: string | null, by: "key" | "blur") => void;

/** One row: a handle, a chevron, code and name, and how it differs from the version before. */
export function TreeRow({
  item,
  level,
  isExpanded,
  count,
  current,
  chosen,
  isDropTarget,
  mark,
  marksInside,
  renaming,
  props,
  rowRef,
  onPress,
  onToggle,
  onRenamed,
}: TreeRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys.
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is among the properties.
    <div
      {...props}
      aria-current={current || undefined}
      className={cn(
        "group mx-1.5 flex min-h-9 cursor-pointer items-center gap-1 rounded-ctl border border-transparent pe-2 text-base outline-offset-[-2px] touch:min-h-12",
        "focus-visible:outline-2 focus-visible:outline-focus hover:bg-surface-secondary",
        chosen && "bg-accent-soft",
        current && "border-accent bg-accent-soft",
        isDropTarget && "border-accent border-dashed",
      )}
      data-item={item.id}
      draggable={!renaming}
      onClick={onPress}
      ref={rowRef}
      style={{ paddingInlineStart: `${4 + level * 20}px` }}
    >
      <GripVertical
        aria-hidden
        className="size-4 shrink-0 text-muted opacity-50 group-hover:opacity-100 touch:hidden"
      />
      {isExpanded === undefined ? (
        <span className="w-5 shrink-0" />
      ) : (
        <button
          aria-label={isExpanded ? strings.close(nameOf(item)) : strings.open(nameOf(item))}
          className="-m-1 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:text-foreground touch:size-11"
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          tabIndex={-1}
          type="button"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-4 transition-transform duration-150", isExpanded ? "rotate-90" : "rtl:-scale-x-100")}
          />
        </button>
      )}
      {renaming ? (
        <RenameField item={item} onRenamed={onRenamed} />
      ) : (
        <>
          {item.code ? <span className="num shrink-0 text-sm text-muted">{item.code}</span> : null}
          <span className={cn("min-w-0 flex-1 truncate ps-1", item.kind === "CATEGORY" && "font-semibold")}>
            {nameOf(item)}
          </span>
          {mark ? <MarkBadge mark={mark} /> : null}
          {marksInside > 0 ? (
            <span className="size-2 shrink-0 rounded-full bg-accent" title={strings.changedInside(marksInside)} />
          ) : null}
          {item.kind === "CATEGORY" ? <span className="num shrink-0 text-sm text-muted">{count ?? 0}</span> : null}
        </>
      )}
    </div>
  );
}

function RenameField({ item, onRenamed }: { item: EditItem; onRenamed: Renamed }) {
  const [name, setName] = useState(nameOf(item));
  const isShort = item.competency?.shortName != null;
  const isDone = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  // What has the focus may also lose it when it is taken away.
  const finish: Renamed = (result, by) => {
    if (isDone.current) return;
    isDone.current = true;
    onRenamed(result, by);
  };
  return (
    <input
      aria-label={strings.rename(nameOf(item))}
      className={cn(inputStyle(), "h-7 px-2 touch:h-11")}
      maxLength={isShort ? 22 : 4_000}
      onBlur={() => finish(name, "blur")}
      onChange={(event) => setName(event.target.value)}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") finish(name, "key");
        if (event.key === "Escape") finish(null, "key");
      }}
      ref={field}
      value={name}
    />
  );
}
