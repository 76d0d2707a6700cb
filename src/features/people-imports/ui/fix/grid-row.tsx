"use client";

import { ArrowRight, Check, CircleAlert, Equal, MinusCircle, PencilLine, UserPlus } from "lucide-react";
import type { ComponentType } from "react";
import type { Change, ImportRow } from "#src/features/people-imports/schema.ts";
import type { Field, Verdict } from "#src/features/people-imports/values.ts";
import { cn } from "#src/ui/cn.ts";
import { strings } from "../strings.ts";
import { type GridColumn, lineWidth, resultWidth, rowHeight } from "./grid-columns.ts";
import { cellRole, gridRoles, rowRole } from "./grid-roles.ts";

type GridRowProps = {
  row: ImportRow;
  /** In the list, from 0. */
  index: number;
  /** Pixels from the top of the list. */
  start: number;
  columns: readonly GridColumn[];
  activeColumn: number | null;
  cellId: (column: number) => string;
  onPress: (column: number) => void;
};

const results: Record<Verdict, { icon: ComponentType<{ className?: string }>; tone: string }> = {
  ADD: { icon: UserPlus, tone: "text-success" },
  CHANGE: { icon: PencilLine, tone: "text-accent" },
  SAME: { icon: Equal, tone: "text-muted" },
  FIX: { icon: CircleAlert, tone: "text-danger" },
  LEFT_OUT: { icon: MinusCircle, tone: "text-muted" },
};

/** One line of the file: what a commit would do with it, then its cells. */
export function GridRow({ row, index, start, columns, activeColumn, cellId, onPress }: GridRowProps) {
  const { icon: Icon, tone } = results[row.verdict ?? "FIX"];
  return (
    <div
      className="absolute inset-x-0 top-0 flex border-b border-separator bg-surface"
      {...rowRole(index + 2)}
      style={{ height: rowHeight, transform: `translateY(${start}px)` }}
    >
      <span
        className="num flex shrink-0 items-center justify-end border-e border-separator bg-surface-secondary px-3 text-sm text-muted md:sticky md:start-0 md:z-10"
        {...gridRoles.rowheader}
        style={{ width: lineWidth }}
      >
        {row.line}
      </span>
      <span
        className={cn("flex shrink-0 items-center gap-1.5 border-e border-separator px-3 text-sm font-medium", tone)}
        {...gridRoles.gridcell}
        style={{ width: resultWidth }}
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {strings.verdicts[row.verdict ?? "FIX"]}
      </span>
      {columns.map(({ field, width }, column) => {
        const note = noteOf(row, field);
        return (
          <span
            {...cellRole({ isActive: activeColumn === column, isAtFault: note?.kind === "fault" })}
            className={cn(
              "flex shrink-0 cursor-default flex-col justify-center overflow-hidden border-e border-separator px-3 text-base",
              column === columns.length - 1 && "flex-1 border-e-0",
              note?.kind === "fault" && "bg-danger-soft",
              note?.kind === "fixed" && "bg-success-soft",
              note?.kind === "changed" && "bg-accent-soft",
              row.verdict === "LEFT_OUT" && "text-muted line-through",
              activeColumn === column && "outline-2 -outline-offset-2 outline-focus",
            )}
            id={cellId(column)}
            key={field}
            {...{ onClick: () => onPress(column) }}
            style={{ width }}
          >
            <span className={cn("truncate", row.values[field] === undefined && "text-muted italic")}>
              {row.values[field] ?? (note ? strings.empty : "")}
            </span>
            {note ? <CellNote {...note} /> : null}
          </span>
        );
      })}
    </div>
  );
}

type Note = { kind: "fault" | "fixed" | "changed"; words: string };

const noteLooks = {
  fault: { icon: CircleAlert, tone: "text-danger-soft-foreground" },
  fixed: { icon: Check, tone: "text-success-soft-foreground" },
  changed: { icon: ArrowRight, tone: "text-accent-soft-foreground" },
};

function CellNote({ kind, words }: Note) {
  const { icon: Icon, tone } = noteLooks[kind];
  return (
    <span className={cn("flex items-center gap-1 truncate text-xs font-medium", tone)}>
      <Icon aria-hidden className="size-3 shrink-0" />
      <span className="truncate">{words}</span>
    </span>
  );
}

const fieldsOfChange: Record<Change["field"], readonly Field[]> = {
  name: ["name", "familyName"],
  email: ["email"],
  programId: ["program"],
  cohortId: ["cohort"],
  studentNumber: ["studentNumber"],
  yearOfStudy: ["yearOfStudy"],
  status: ["status"],
  externalId: ["externalId"],
};

/** The one thing to say about a cell: its fault, or else what it was in the file, or what the person has now. */
function noteOf(row: ImportRow, field: Field): Note | undefined {
  const fault = row.faults.find((one) => one.field === field);
  if (fault) return { kind: "fault", words: fault.message };
  const was = row.was[field];
  if (was !== undefined && was !== row.values[field]) return { kind: "fixed", words: strings.was(was) };
  const change = row.changes.find((one) => fieldsOfChange[one.field].includes(field));
  return change ? { kind: "changed", words: strings.was(change.fromText) } : undefined;
}
