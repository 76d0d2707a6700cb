"use client";

import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  LoaderCircle,
  MessageCircleQuestion,
  Send,
  Undo2,
  UserX,
} from "lucide-react";
import Link from "next/link";
import { type ClipboardEvent, type KeyboardEvent, memo, type ReactNode } from "react";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Badge, type BadgeTone } from "#src/ui/badge.tsx";
import { cn } from "#src/ui/cn.ts";
import { formatLevel } from "#src/ui/level.tsx";
import { strings as kit } from "#src/ui/strings.ts";
import { assessHref } from "../assessment-queries.ts";
import { levelWords } from "../assessment-values.ts";
import { batchStrings as strings } from "./batch-strings.ts";
import { gridRoles } from "./grid-roles.ts";
import { cellButton, LevelCells, NumberCell } from "./level-cells.tsx";
import type { Line } from "./use-batch.ts";

export type RowActs = {
  onLevel: (line: Line, level: string, moves: boolean) => void;
  onWords: (line: Line, words: string) => void;
  onAbsent: (line: Line) => void;
  onClear: (line: Line) => void;
  onFocusCell: (line: Line, column: number) => void;
  onWordsKey: (event: KeyboardEvent<HTMLTextAreaElement>, line: Line) => void;
  onPaste: (event: ClipboardEvent, line: Line) => void;
};

type RowProps = {
  line: Line;
  number: number;
  /** Names the rows: of a competency its students, of a student their competencies. */
  by: "student" | "competency";
  /** The column that Tab comes to; null where it comes to another row. */
  column: number | null;
  /** The rows have different targets, so that each says its own. */
  hasTarget: boolean;
  isRunning: boolean;
  acts: RowActs;
};

/** One row: who, the levels, words, and what becomes of it. On a narrow screen a card. */
export const BatchRow = memo(
  function BatchRow({ line, number, by, column, hasTarget, isRunning, acts }: RowProps) {
    const { row, state, entry } = line;
    const name = nameOf(line, by);
    const isActive = column !== null;
    const isOpen = state.kind !== "blocked" && state.kind !== "sent" && state.kind !== "sending";
    return (
      <div
        className={cn(
          "grid grid-cols-1 items-stretch gap-2 border-b border-separator p-4 last:border-b-0 @4xl:grid-cols-(--batch-columns) @4xl:gap-0 @4xl:p-0",
          isActive && "@4xl:bg-surface-secondary/60",
        )}
        data-batch-row={line.id}
        {...gridRoles.row(number + 1)}
      >
        <div
          className="flex min-w-0 items-center gap-3 @4xl:px-4 @4xl:py-2"
          id={`batch-${number}`}
          {...gridRoles.rowHead}
        >
          {by === "student" ? <Avatar name={row.studentName} size="sm" /> : null}
          <span className="min-w-0 flex-1">
            <span className={cn("block font-medium", by === "student" ? "truncate" : "line-clamp-2")}>{name}</span>
            <span className="num block truncate text-xs text-muted">
              {line.row.last ? strings.last(lastWords(line.row.last.rating, line.scale)) : strings.never}
              {hasTarget && line.scale.kind === "ORDINAL"
                ? `, ${strings.targetIs(formatLevel(row.target)).toLowerCase()}`
                : null}
            </span>
            {row.requestId ? (
              <span className="flex items-center gap-1 text-xs text-accent-soft-foreground">
                <MessageCircleQuestion aria-hidden className="size-3.5" />
                {strings.asked}
              </span>
            ) : null}
          </span>
          <span className="@4xl:hidden">
            <StateBadge by={by} isRunning={isRunning} line={line} />
          </span>
        </div>
        <Levels acts={acts} by={by} column={column} line={line} name={name} />
        <div className="min-w-0 @4xl:border-s @4xl:border-separator @4xl:p-1" {...gridRoles.cell}>
          {isOpen && state.kind !== "absent" ? (
            <Words acts={acts} isActive={isActive} line={line} name={name} />
          ) : entry?.words && state.kind !== "absent" ? (
            <p className="line-clamp-3 px-2 py-1.5 text-sm text-muted">{entry.words}</p>
          ) : null}
        </div>
        <div
          className="flex items-center gap-1 @4xl:justify-between @4xl:border-s @4xl:border-separator @4xl:px-3"
          {...gridRoles.cell}
        >
          <span className="@max-4xl:hidden">
            <StateBadge by={by} isRunning={isRunning} line={line} />
          </span>
          {isOpen ? <AbsentButton acts={acts} by={by} isActive={isActive} line={line} name={name} /> : null}
        </div>
      </div>
    );
  },
  (before, after) =>
    before.column === after.column &&
    before.hasTarget === after.hasTarget &&
    before.isRunning === after.isRunning &&
    before.number === after.number &&
    before.line.row === after.line.row &&
    before.line.entry === after.line.entry &&
    JSON.stringify(before.line.state) === JSON.stringify(after.line.state),
);

export function nameOf({ row }: Line, by: "student" | "competency"): string {
  return by === "student" ? row.studentName : row.competencyName;
}

/** With the short word of the level, as rows have it. */
function lastWords(rating: number, scale: Line["scale"]): string {
  const level = scale.kind === "ORDINAL" ? scale.levels.find(({ value }) => value === rating) : undefined;
  return level ? kit.levelWord(formatLevel(rating), shortLevelWord(level.label)) : levelWords(rating, scale);
}

type PartProps = { line: Line; name: string; acts: RowActs };

function Levels({ line, name, acts, column, by }: PartProps & { column: number | null; by: "student" | "competency" }) {
  const { state, row, scale } = line;
  const message = messageOf(line, by);
  if (message) {
    return (
      <MessageCell column={column} line={line} onFocus={() => acts.onFocusCell(line, 0)} tone={message.tone}>
        {state.kind === "error" ? (
          <span className="num inline-flex min-h-9 max-w-24 shrink-0 items-center justify-center truncate rounded-ctl border border-danger bg-surface px-2.5 font-semibold">
            {line.entry?.level}
          </span>
        ) : null}
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{message.title}</span>
          {message.more ? <span className="block">{message.more}</span> : null}
        </span>
        {state.kind === "error" ? (
          <button
            aria-label={strings.chooseFor(name)}
            className={cellButton("h-9 shrink-0 px-3 touch:h-12")}
            onClick={() => acts.onClear(line)}
            tabIndex={-1}
            type="button"
          >
            {strings.choose}
          </button>
        ) : null}
        {message.href ? (
          <Link
            aria-label={strings.openFor(name)}
            className="inline-flex min-h-9 shrink-0 items-center px-2 font-medium text-accent underline-offset-2 hover:underline touch:min-h-12"
            href={message.href}
            tabIndex={column === null ? -1 : 0}
          >
            {strings.open}
          </Link>
        ) : null}
      </MessageCell>
    );
  }
  const value = line.entry?.level ?? "";
  const shared = {
    name,
    scale,
    target: row.target,
    value,
    column,
    isLocked: state.kind === "sending" || state.kind === "sent",
    sentRating: line.entry?.sending?.evaluationData.overallRating,
    onFocusColumn: (at: number) => acts.onFocusCell(line, at),
    onLevel: (level: string, moves: boolean) => acts.onLevel(line, level, moves),
  };
  return scale.kind === "NUMERIC" ? (
    <NumberCell {...shared} onPaste={(event) => acts.onPaste(event, line)} />
  ) : (
    <LevelCells {...shared} />
  );
}

type Message = { title: string; more?: string; tone: "danger" | "muted"; href?: string };

/** What stands where the levels would be. */
function messageOf({ state, entry, row, scale }: Line, by: "student" | "competency"): Message | undefined {
  switch (state.kind) {
    case "error": {
      // A number is corrected where it was typed.
      if (scale.kind === "NUMERIC") return undefined;
      const from = entry?.pastedFrom ? `${strings.pastedFrom(entry.pastedFrom)} ` : "";
      return { title: state.fault, more: `${from}${state.wayOut}`, tone: "danger" };
    }
    case "blocked":
      return {
        title: state.why,
        more: strings.nothingRecorded,
        tone: "muted",
        ...(row.draftId ? { href: `/assessment/${row.draftId}` } : {}),
        ...(row.obstacle === "criteria" ? { href: assessHref(row.studentId, row.competencyId) } : {}),
      };
    case "absent":
      return { title: by === "student" ? strings.absent : strings.leftOut, tone: "muted" };
    case "sent":
      return {
        title: strings.stateSent,
        tone: "muted",
        ...(state.assessmentId ? { href: `/assessment/${state.assessmentId}` } : {}),
      };
    default:
      return undefined;
  }
}

/** Can be reached like a level, so that the keyboard reads it and corrects it. */
function MessageCell({
  line,
  column,
  tone,
  onFocus,
  children,
}: {
  line: Line;
  column: number | null;
  tone: Message["tone"];
  onFocus: () => void;
  children: ReactNode;
}) {
  const count = line.scale.kind === "NUMERIC" ? 1 : line.scale.levels.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has the role of a cell.
    <div
      className={cn(
        "flex min-w-0 items-center gap-3 rounded-ctl text-sm @4xl:col-span-(--batch-levels) @4xl:rounded-none @4xl:border-s @4xl:border-separator @4xl:px-3 @4xl:py-1.5",
        "focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus",
        tone === "danger" &&
          "bg-danger-soft text-danger-soft-foreground outline-2 -outline-offset-2 outline-danger @max-4xl:p-3",
        tone === "muted" && "text-muted",
      )}
      data-level-column={0}
      onFocus={onFocus}
      {...gridRoles.wideCell(count, tone === "danger")}
      tabIndex={column === null ? -1 : 0}
    >
      {tone === "danger" ? <CircleAlert aria-hidden className="size-4 shrink-0 @4xl:order-none" /> : null}
      {children}
    </div>
  );
}

function Words({ line, name, acts, isActive }: PartProps & { isActive: boolean }) {
  const { entry, state } = line;
  const fault = state.kind === "refused" ? state.why : state.kind === "too-long" ? strings.wordsTooLong : undefined;
  return (
    <>
      <textarea
        aria-describedby={fault ? `${line.id}-fault` : undefined}
        aria-invalid={fault ? true : undefined}
        aria-label={strings.wordsOf(name)}
        className={cn(
          !isActive && "@4xl:placeholder:text-transparent",
          "block field-sizing-content min-h-9 w-full resize-none rounded-ctl border border-transparent bg-transparent px-2 py-1.5 text-sm leading-5 placeholder:text-muted hover:border-border focus-visible:border-control focus-visible:bg-surface focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-focus @max-4xl:border-control @max-4xl:bg-surface touch:min-h-12 touch:py-3 touch:text-md",
        )}
        data-words=""
        onChange={(event) => acts.onWords(line, event.target.value)}
        onFocus={() => acts.onFocusCell(line, -1)}
        onKeyDown={(event) => acts.onWordsKey(event, line)}
        onPaste={(event) => acts.onPaste(event, line)}
        placeholder={strings.typeWords}
        rows={1}
        tabIndex={isActive ? 0 : -1}
        value={entry?.words ?? ""}
      />
      {fault ? (
        <p className="flex items-start gap-1.5 px-2 pb-1 text-sm text-danger" id={`${line.id}-fault`}>
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {fault}
        </p>
      ) : null}
    </>
  );
}

function AbsentButton({
  line,
  name,
  acts,
  isActive,
  by,
}: PartProps & { isActive: boolean; by: "student" | "competency" }) {
  const isAbsent = line.state.kind === "absent";
  const [label, word] =
    by === "student"
      ? isAbsent
        ? [strings.hereAgainFor(name), strings.hereAgain]
        : [strings.absentMarkFor(name), strings.absentMark]
      : isAbsent
        ? [strings.includeFor(name), strings.include]
        : [strings.skipFor(name), strings.skip];
  const Icon = isAbsent ? Undo2 : by === "student" ? UserX : CircleSlash;
  return (
    <button
      aria-label={label}
      className="inline-flex h-10 items-center justify-center gap-2 rounded-ctl px-2.5 text-sm text-muted transition-colors duration-150 hover:bg-surface-tertiary hover:text-foreground touch:h-12 [&_svg]:size-5"
      onClick={() => acts.onAbsent(line)}
      tabIndex={isActive ? 0 : -1}
      title={word}
      type="button"
    >
      <Icon aria-hidden />
      <span aria-hidden className="@4xl:hidden">
        {word}
      </span>
    </button>
  );
}

function StateBadge({ line, isRunning, by }: { line: Line; isRunning: boolean; by: "student" | "competency" }) {
  const { word, tone, icon } = badgeOf(line, isRunning, by);
  return (
    <Badge icon={icon} tone={tone}>
      {word}
    </Badge>
  );
}

function badgeOf(
  { state }: Line,
  isRunning: boolean,
  by: "student" | "competency",
): { word: string; tone: BadgeTone; icon: ReactNode } {
  switch (state.kind) {
    case "ready":
      return { word: strings.stateReady, tone: "success", icon: <CircleCheck aria-hidden /> };
    case "error":
      return { word: strings.stateError, tone: "danger", icon: <CircleAlert aria-hidden /> };
    case "too-long":
      return { word: strings.stateTooLong, tone: "danger", icon: <CircleAlert aria-hidden /> };
    case "refused":
      return { word: strings.stateRefused, tone: "danger", icon: <CircleAlert aria-hidden /> };
    case "none":
      return { word: strings.stateNone, tone: "neutral", icon: <CircleDashed aria-hidden /> };
    case "absent":
      return {
        word: by === "student" ? strings.stateAbsent : strings.stateLeftOut,
        tone: "outline",
        icon: <UserX aria-hidden />,
      };
    case "blocked":
      return { word: strings.stateBlocked, tone: "outline", icon: <CircleSlash aria-hidden /> };
    case "sending":
      return isRunning
        ? { word: strings.stateSending, tone: "accent", icon: <LoaderCircle aria-hidden className="animate-spin" /> }
        : { word: strings.stateWaiting, tone: "warning", icon: <CircleDashed aria-hidden /> };
    case "sent":
      return { word: strings.stateSent, tone: "accent", icon: <Send aria-hidden /> };
  }
}
