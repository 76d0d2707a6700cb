"use client";

import { ClipboardPaste } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { cn } from "#src/ui/cn.ts";
import { formatLevel } from "#src/ui/level.tsx";
import { BatchRow, nameOf, type RowActs } from "./batch-row.tsx";
import { batchStrings as strings } from "./batch-strings.ts";
import { layPaste, levelOfKey, type Pasted, type Scale } from "./batch-values.ts";
import { gridRoles } from "./grid-roles.ts";
import type { Line } from "./use-batch.ts";

type BatchTableProps = {
  title: string;
  by: "student" | "competency";
  lines: readonly Line[];
  isRunning: boolean;
  edit: (line: Line, change: EditOf) => void;
  onPaste: (pasted: Pasted) => void;
};
type EditOf = (entry: { isAbsent: boolean }) => {
  level?: string;
  words?: string;
  isAbsent?: boolean;
  pastedFrom?: null;
};

/**
 * The levels of many rows: one key sets a level and goes to the next row. Tab comes to one cell, then to the words of
 * its row, and then leaves; arrows move. A paste from a spreadsheet fills down.
 */
export function BatchTable({ title, by, lines, isRunning, edit, onPaste }: BatchTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<{ id: string; column: number }>();
  const current = active && lines.some(({ id }) => id === active.id) ? active : firstCell(lines);
  const latest = useRef({ lines, current });
  latest.current = { lines, current };

  const focusCell = useCallback((id: string | undefined, column: number) => {
    if (id === undefined) return;
    const row = rowElement(box.current, id);
    const cells = [...(row?.querySelectorAll<HTMLElement>("[data-level-column]:not(:disabled)") ?? [])];
    const cell = cells[Math.min(Math.max(column, 0), cells.length - 1)];
    setActive({ id, column: Number(cell?.dataset.levelColumn ?? 0) });
    cell?.focus();
  }, []);
  // The cell of the next row may only be there once this one is drawn.
  const pending = useRef<{ id: string; column: number }>(undefined);
  useEffect(() => {
    const wanted = pending.current;
    pending.current = undefined;
    if (wanted) focusCell(wanted.id, wanted.column);
  });
  const [, redraw] = useState(0);
  const focusSoon = useCallback((id: string | undefined, column: number) => {
    if (id === undefined) return;
    pending.current = { id, column };
    redraw((count) => count + 1);
  }, []);

  const beside = useCallback((line: Line, step: number): string | undefined => {
    const { lines: known } = latest.current;
    return known[known.findIndex(({ id }) => id === line.id) + step]?.id;
  }, []);

  const editRef = useRef(edit);
  editRef.current = edit;
  const pasteRef = useRef(onPaste);
  pasteRef.current = onPaste;
  const lay = useCallback(
    (text: string, id: string) => {
      const { lines: known } = latest.current;
      const targets = known.map((line) => ({
        id: line.id,
        name: nameOf(line, by),
        number: by === "student" ? line.row.studentNumber : null,
        canTake: !["blocked", "sent", "sending"].includes(line.state.kind),
      }));
      const pasted = layPaste(
        text,
        targets,
        known.findIndex((line) => line.id === id),
      );
      pasteRef.current(pasted);
      focusSoon(id, 0);
    },
    [by, focusSoon],
  );

  const acts = useMemo<RowActs>(
    () => ({
      onLevel: (line, level, moves) => {
        editRef.current(line, () => ({ level, isAbsent: false, pastedFrom: null }));
        if (moves) focusSoon(beside(line, 1) ?? line.id, latest.current.current?.column ?? 0);
      },
      onWords: (line, words) => editRef.current(line, () => ({ words })),
      onAbsent: (line) => {
        editRef.current(line, ({ isAbsent }) => ({ isAbsent: !isAbsent, pastedFrom: null }));
        focusSoon(line.id, 0);
      },
      onClear: (line) => {
        editRef.current(line, () => ({ level: "", isAbsent: false, pastedFrom: null }));
        focusSoon(line.id, 0);
      },
      onFocusCell: (line, column) =>
        setActive((known) => {
          // Words belong to the row, whose level keeps its place for Tab.
          const at = column < 0 ? (known?.id === line.id ? known.column : 0) : column;
          return known?.id === line.id && known.column === at ? known : { id: line.id, column: at };
        }),
      onWordsKey: (event, line) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
        if (event.key === "Enter" && !event.shiftKey) {
          event.preventDefault();
          focusCell(beside(line, 1) ?? line.id, latest.current.current?.column ?? 0);
        }
        if (event.key === "Escape") {
          event.preventDefault();
          focusCell(line.id, latest.current.current?.column ?? 0);
        }
      },
      onPaste: (event, line) => {
        const text = event.clipboardData.getData("text/plain");
        // Words of one cell are words; what has columns or, on a number, lines is a paste of the sheet.
        const isOfSheet =
          text.includes("\t") || (event.target instanceof HTMLInputElement && text.trim().includes("\n"));
        if (!isOfSheet) return;
        event.preventDefault();
        event.stopPropagation();
        lay(text, line.id);
      },
    }),
    [beside, focusCell, focusSoon, lay],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    const cell = target.closest<HTMLElement>("[data-level-column]");
    if (!cell) return;
    const line = lines.find(({ id }) => id === cell.closest<HTMLElement>("[data-batch-row]")?.dataset.batchRow);
    if (!line) return;
    const isNumber = target instanceof HTMLInputElement;
    const column = Number(cell.dataset.levelColumn);
    const step = stepOf(event.key, { line, lines, column, isNumber });
    if (step) {
      event.preventDefault();
      focusCell(step.id ?? line.id, step.column);
      return;
    }
    const isFixed = line.state.kind === "blocked" || line.state.kind === "sent" || line.state.kind === "sending";
    if (isFixed) return;
    if (event.key === "-" && (!isNumber || target.value === "")) {
      event.preventDefault();
      edit(line, ({ isAbsent }) => ({ isAbsent: !isAbsent, pastedFrom: null }));
      if (line.state.kind !== "absent") focusSoon(beside(line, 1) ?? line.id, column);
      else focusSoon(line.id, column);
      return;
    }
    if (isNumber) return;
    if (event.key === "Backspace" || event.key === "Delete") {
      event.preventDefault();
      acts.onClear(line);
      return;
    }
    const level = levelOfKey(event.key, line.scale);
    if (level === undefined) return;
    event.preventDefault();
    acts.onLevel(line, String(level), true);
  };

  const onGridPaste = (event: ClipboardEvent<HTMLDivElement>) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.matches("input, textarea")) return;
    const id = target.closest<HTMLElement>("[data-batch-row]")?.dataset.batchRow;
    const text = event.clipboardData.getData("text/plain");
    if (!id || text.trim() === "") return;
    event.preventDefault();
    lay(text, id);
  };

  const parts = partsOf(lines);
  let number = 0;
  return (
    <div className="@container">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has the role of a grid. */}
      <div
        className="overflow-clip rounded-card border border-border bg-surface"
        onKeyDown={onKeyDown}
        onPaste={onGridPaste}
        ref={box}
        {...gridRoles.grid(strings.grid(title), lines.length + 1)}
      >
        {parts.map((part) => (
          <div
            className="border-b border-border last:border-b-0"
            key={part.scale.id}
            {...gridRoles.group}
            style={columnsOf(part.scale, by)}
          >
            <Head by={by} lines={part.lines} scale={part.scale} />
            {part.lines.map((line) => {
              number += 1;
              return (
                <BatchRow
                  acts={acts}
                  by={by}
                  hasTarget={commonTarget(part.lines) === undefined}
                  column={current?.id === line.id ? current.column : null}
                  isRunning={isRunning}
                  key={line.id}
                  line={line}
                  number={number}
                />
              );
            })}
          </div>
        ))}
      </div>
      <p className="mt-3 text-sm text-muted @max-4xl:hidden print:hidden">
        <ClipboardPaste aria-hidden className="me-1.5 inline size-4 align-text-bottom" />
        {strings.pasteHelp}{" "}
        <span className="inline-flex gap-1">
          {strings.pasteKeys.map((key) => (
            <Key key={key}>{key}</Key>
          ))}
        </span>{" "}
        {strings.pasteHelpEnd}
      </p>
      <Legend by={by} scale={parts[0]?.scale} />
    </div>
  );
}

/** Where a key moves to; undefined for a key that does not move. */
function stepOf(
  key: string,
  at: { line: Line; lines: readonly Line[]; column: number; isNumber: boolean },
): { id: string | undefined; column: number } | undefined {
  const { line, lines, column, isNumber } = at;
  const index = lines.indexOf(line);
  const last = line.scale.kind === "NUMERIC" ? 0 : line.scale.levels.length - 1;
  switch (key) {
    case "ArrowDown":
      return { id: lines[index + 1]?.id, column };
    case "ArrowUp":
      return { id: lines[index - 1]?.id, column };
    case "Enter":
      return isNumber ? { id: lines[index + 1]?.id, column } : undefined;
    case "ArrowRight":
      return isNumber ? undefined : { id: line.id, column: Math.min(column + 1, last) };
    case "ArrowLeft":
      return isNumber ? undefined : { id: line.id, column: Math.max(column - 1, 0) };
    case "Home":
      return isNumber ? undefined : { id: line.id, column: 0 };
    case "End":
      return isNumber ? undefined : { id: line.id, column: last };
    case "PageDown":
      return { id: lines[Math.min(index + 10, lines.length - 1)]?.id, column };
    case "PageUp":
      return { id: lines[Math.max(index - 10, 0)]?.id, column };
    default:
      return undefined;
  }
}

function firstCell(lines: readonly Line[]): { id: string; column: number } | undefined {
  const first = lines.find(({ state }) => state.kind === "none") ?? lines[0];
  return first && { id: first.id, column: 0 };
}

export function rowElement(box: HTMLElement | Document | null, id: string): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-batch-row="${CSS.escape(id)}"]`) ?? null;
}

/** Rows of one scale are under one head. */
function partsOf(lines: readonly Line[]): { scale: Scale; lines: Line[] }[] {
  return [...Map.groupBy(lines, ({ scale }) => scale.id).values()].flatMap((of) => {
    const scale = of[0]?.scale;
    return scale ? [{ scale, lines: of }] : [];
  });
}

function columnsOf(scale: Scale, by: "student" | "competency"): React.CSSProperties {
  const count = scale.kind === "NUMERIC" ? 1 : scale.levels.length;
  const level = scale.kind === "NUMERIC" ? "240px" : `repeat(${count}, minmax(64px, 92px))`;
  const first = by === "student" ? "minmax(200px, 1fr)" : "minmax(220px, 1.2fr)";
  return {
    // Tailwind's classes read them; the type has no custom properties.
    ...({
      "--batch-columns": `${first} ${level} minmax(150px, 1.4fr) 180px`,
      "--batch-levels": count,
    } as React.CSSProperties),
  };
}

/** The target that all rows share, which then stands in the head. */
function commonTarget(lines: readonly Line[]): number | undefined {
  return new Set(lines.map(({ row }) => row.target)).size === 1 ? lines[0]?.row.target : undefined;
}

function Head({ scale, lines, by }: { scale: Scale; lines: readonly Line[]; by: "student" | "competency" }) {
  const target = commonTarget(lines);
  const cell = "min-w-0 border-s border-separator px-0.5 py-2.5 text-center";
  return (
    <>
      <div
        className="hidden items-stretch border-b border-border bg-surface-secondary text-xs text-muted @4xl:grid @4xl:grid-cols-(--batch-columns)"
        {...gridRoles.headRow}
      >
        <span className="flex items-end px-4 py-2.5" {...gridRoles.head}>
          {by === "student" ? strings.studentColumn : strings.competencyColumn}
        </span>
        {scale.kind === "NUMERIC" ? (
          <span className={cn(cell, "flex items-end px-3 text-start")} {...gridRoles.head}>
            {strings.ratingColumn}
          </span>
        ) : (
          scale.levels.map((level) => (
            <span
              className={cn(cell, level.value === target && "bg-accent-soft font-medium text-accent-soft-foreground")}
              key={level.value}
              {...gridRoles.head}
              title={level.label}
            >
              {scale.kind === "BINARY" ? null : (
                <span className="num block text-sm font-semibold text-foreground">{formatLevel(level.value)}</span>
              )}
              <span className="block">{shortLevelWord(level.label)}</span>
              {level.value === target ? <span className="block">{strings.target}</span> : null}
            </span>
          ))
        )}
        <span className="flex items-end border-s border-separator px-3 py-2.5" {...gridRoles.head}>
          {strings.wordsColumn} {strings.optional}
        </span>
        <span className="flex items-end border-s border-separator px-3 py-2.5" {...gridRoles.head}>
          {strings.stateColumn}
        </span>
      </div>
      {scale.kind === "ORDINAL" ? (
        <p
          className="border-b border-border bg-surface-secondary px-4 py-2.5 text-sm text-muted @4xl:hidden"
          aria-hidden
        >
          {scale.levels.map((level) => (
            <span className="me-3 inline-block whitespace-nowrap" key={level.value}>
              <span className="num font-semibold text-foreground">{formatLevel(level.value)}</span>{" "}
              {shortLevelWord(level.label)}
            </span>
          ))}
          {target === undefined ? null : (
            <span className="inline-block font-medium text-accent-soft-foreground">
              {strings.targetIs(formatLevel(target))}
            </span>
          )}
        </p>
      ) : null}
    </>
  );
}

function Legend({ scale, by }: { scale: Scale | undefined; by: "student" | "competency" }) {
  if (!scale) return null;
  const values = scale.levels.map(({ value }) => value);
  const levelKeys = scale.kind === "NUMERIC" ? null : [String(Math.min(...values)), "–", String(Math.max(...values))];
  const entries: [string[] | null, string][] = [
    [levelKeys, strings.keyLevel],
    [["-"], by === "student" ? strings.keyAbsent : strings.keyLeaveOut],
    [["Tab"], strings.keyWords],
    [["↑", "↓"], strings.keyMove],
    [["⌫"], strings.keyClear],
    [["Ctrl", "↵"], strings.keySubmit],
  ];
  return (
    <p aria-hidden className="mt-3 flex flex-wrap gap-x-4 gap-y-1.5 text-xs text-muted @max-4xl:hidden print:hidden">
      {entries.map(([keys, does]) =>
        keys ? (
          <span className="inline-flex items-center gap-1" key={does}>
            {keys.map((key) => (key === "–" ? key : <Key key={key}>{key}</Key>))} {does}
          </span>
        ) : null,
      )}
    </p>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex min-w-5 justify-center rounded border border-border bg-surface px-1 font-sans text-xs">
      {children}
    </kbd>
  );
}
