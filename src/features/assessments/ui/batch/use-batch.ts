"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { BatchGrid, BatchRow, GridRow } from "#src/features/assessments/batch/schema.ts";
import type { AssessmentMethod } from "#src/features/assessments/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { useDates } from "#src/ui/reader.tsx";
import { isKeptOnDevice, onSealed } from "#src/ui/sealed/storage.ts";
import { toLocalInput } from "../assessment-values.ts";
import { reloadAfterBatch } from "./announce-batch.ts";
import { type BatchSubject, batchKeys, subjectKey } from "./batch-queries.ts";
import { batchStrings as strings } from "./batch-strings.ts";
import {
  type Entry,
  maxWords,
  type Observed,
  obstacleOf,
  type Pasted,
  type RowState,
  readLevel,
  rowIdOf,
  type Scale,
} from "./batch-values.ts";
import { batchKey, changeBatch, changeRow, type KeptBatch, type KeptRow, noBatch, readBatch } from "./kept-batch.ts";
import { confirmRows, type Outcome, readSent, type SentRow, sendBatch, setSent, subscribeSent } from "./send-batch.ts";

/** A row as it is shown. */
export type Line = { id: string; row: GridRow; scale: Scale; entry: KeptRow | undefined; state: RowState };

const clockToleranceMs = 5 * 60_000;
const nothingSent: readonly SentRow[] = [];
const showsAll = () => true;

/** One batch: what is kept on the device and what was sent, over the rows of the grid. */
export function useBatch({
  userId,
  subject,
  grid,
  shows = showsAll,
}: {
  userId: string;
  subject: BatchSubject;
  grid: BatchGrid;
  /** Which rows are shown; what is entered in the others stays, and is not submitted. */
  shows?: (row: GridRow) => boolean;
}) {
  const key = batchKey(userId, subjectKey(subject));
  const queryClient = useQueryClient();
  const dates = useDates();
  const kept = useSyncExternalStore(
    onSealed,
    useCallback(() => readBatch(key), [key]),
    () => noBatch,
  );
  const sent = useSyncExternalStore(
    subscribeSent,
    useCallback(() => readSent(key), [key]),
    () => nothingSent,
  );
  const sentElsewhere = useVanished(kept, sent);
  const [occasion, setOccasion] = useOccasion(key, kept);
  const [outcome, setOutcome] = useState<Outcome & { all: number }>();
  const [running, setRunning] = useState<{ all: number; before: number }>();
  const observed = useMemo(
    () => observedOf(occasion.observedAt, grid.timeZone, dates.day),
    [occasion.observedAt, grid.timeZone, dates],
  );
  const observedFault = observed
    ? observed.at.getTime() > dates.now.getTime() + clockToleranceMs
      ? strings.observedFuture
      : undefined
    : occasion.observedAt === ""
      ? undefined
      : strings.observedMissing;

  // What was sent is shown until the page is left.
  useEffect(() => () => setSent(key, []), [key]);

  const isWhole = "studentId" in subject || subject.rotationId === undefined;
  const lines = useMemo(() => {
    const scales = new Map(grid.scales.map((scale) => [scale.id, scale]));
    const sentOf = new Map(sent.map((one) => [one.rowId, one]));
    const shown = grid.rows.filter(shows);
    const found = shown.flatMap((row): Line[] => {
      const scale = scales.get(row.scaleId);
      const id = rowIdOf(row);
      const entry = kept.rows[id];
      if (!scale) return [];
      const given = sentOf.get(id) ?? (sentElsewhere.has(id) ? { assessmentId: null } : undefined);
      return [{ id, row, scale, entry, state: stateOf({ row, scale, entry, observed, given }) }];
    });
    const known = new Set(grid.rows.map(rowIdOf));
    const scale = grid.scales[0];
    const gone = isWhole && !grid.isCut && scale ? goneRows(kept, known, scale) : [];
    return [...found, ...gone];
  }, [grid, kept, sent, sentElsewhere, observed, isWhole, shows]);

  const shownIds = new Set(lines.map(({ id }) => id));
  const elsewhere = Object.keys(kept.rows).filter((id) => !shownIds.has(id)).length;

  const edit = (line: Line, change: (entry: Entry) => Partial<Entry>) => {
    if (line.state.kind === "sent" || line.state.kind === "sending" || line.state.kind === "blocked") return;
    setOutcome(undefined);
    changeRow(key, { id: line.id, names: namesOf(line.row) }, occasion, change);
  };

  const paste = ({ entries }: Pasted) => {
    for (const line of lines) {
      const pasted = entries.get(line.id);
      if (pasted) edit(line, () => pasted);
    }
  };

  const send = async (all: number) => {
    setRunning({ all, before: readSent(key).length });
    const result = await sendBatch(key);
    setRunning(undefined);
    setOutcome({ ...result, all });
    reloadAfterBatch(
      queryClient,
      result.sent.map(({ row }) => row.sending?.studentId ?? ""),
    );
    return result;
  };

  const submit = async (): Promise<Outcome | undefined> => {
    const rotationId = "competencyId" in subject ? subject.rotationId : undefined;
    const ready = lines.flatMap(({ id, row, entry, state }) =>
      state.kind === "ready" && entry && observed
        ? [[id, bodyOf(row, state.rating, entry, { observed, method: occasion.method, rotationId })] as const]
        : [],
    );
    if (ready.length === 0 || observedFault || running) return undefined;
    confirmRows(key, new Map(ready));
    return send(ready.length);
  };

  const clear = () => changeBatch(key, (batch) => ({ ...batch, rows: sendingOnly(batch) }));

  return {
    batchKey: key,
    lines,
    elsewhere,
    occasion,
    observedFault,
    setOccasion,
    edit,
    paste,
    submit,
    retry: () => send(lines.filter(({ state }) => state.kind === "sending").length),
    clear,
    outcome,
    progress: running && { sent: sent.length - running.before, all: running.all },
    isKept: isKeptOnDevice(),
    /** Reads the rows again, for what changed on the server. */
    reload: () => queryClient.invalidateQueries({ queryKey: batchKeys.grid(subject) }),
  };
}

export type Batch = ReturnType<typeof useBatch>;

/** When and how; as it was entered first, for a batch that goes on. */
function useOccasion(key: string, kept: KeptBatch) {
  const [local, setLocal] = useState<{ observedAt: string; method: AssessmentMethod }>({
    observedAt: "",
    method: noBatch.method,
  });
  // The server does not know the phone's time zone: the browser fills it in.
  useEffect(() => setLocal((known) => ({ ...known, observedAt: known.observedAt || toLocalInput(new Date()) })), []);
  const hasRows = Object.keys(kept.rows).length > 0;
  const occasion = hasRows ? { observedAt: kept.observedAt, method: kept.method } : local;
  const set = (change: Partial<typeof local>) => {
    const next = { ...occasion, ...change };
    setLocal(next);
    if (hasRows) changeBatch(key, (batch) => ({ ...batch, ...next }));
  };
  return [occasion, set] as const;
}

/** Rows that were being sent and are no longer kept: another tab has sent them. */
function useVanished(kept: KeptBatch, sent: readonly SentRow[]): ReadonlySet<string> {
  const before = useRef<KeptBatch>(kept);
  const [vanished, setVanished] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const own = new Set(sent.map(({ rowId }) => rowId));
    const gone = Object.entries(before.current.rows).filter(
      ([id, { sending }]) => sending && !kept.rows[id] && !own.has(id),
    );
    before.current = kept;
    if (gone.length > 0) setVanished((known) => new Set([...known, ...gone.map(([id]) => id)]));
  }, [kept, sent]);
  return vanished;
}

function observedOf(local: string, timeZone: string, dayWords: (day: string) => string): Observed | null {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? null : { at, day: dayIn(at, timeZone), dayWords };
}

function namesOf({ studentName, competencyName, placementEndsOn }: GridRow) {
  return { studentName, competencyName, placementEndsOn };
}

function stateOf({
  row,
  scale,
  entry,
  observed,
  given,
}: {
  row: GridRow;
  scale: Scale;
  entry: KeptRow | undefined;
  observed: Observed | null;
  given: { assessmentId: string | null } | undefined;
}): RowState {
  if (entry?.sending) return { kind: "sending" };
  if (given && !entry) return { kind: "sent", assessmentId: given.assessmentId };
  // What the server said of this very row comes first; what is entered next meets the obstacle.
  if (entry?.refusal !== undefined) return { kind: "refused", why: entry.refusal };
  const why = obstacleOf(row, observed);
  if (why !== null) return { kind: "blocked", why };
  if (!entry) return { kind: "none" };
  if (entry.isAbsent) return { kind: "absent" };
  const reading = readLevel(entry.level, scale);
  if (reading === null) return { kind: "none" };
  if ("fault" in reading) return { kind: "error", ...reading };
  return entry.words.length > maxWords ? { kind: "too-long" } : { kind: "ready", rating: reading.rating };
}

/** What was entered for somebody who is no longer in the list: it stays to be read, and is not submitted. */
function goneRows(kept: KeptBatch, known: ReadonlySet<string>, scale: Scale): Line[] {
  return Object.entries(kept.rows)
    .filter(([id]) => !known.has(id))
    .map(([id, entry]) => {
      const [studentId = "", competencyId = ""] = id.split(" ");
      const row: GridRow = {
        studentId,
        studentName: entry.studentName,
        studentNumber: null,
        competencyId,
        competencyName: entry.competencyName,
        category: "",
        scaleId: scale.id,
        target: scale.max,
        last: null,
        isCompleted: false,
        observedFrom: null,
        placementEndsOn: entry.placementEndsOn,
        requestId: null,
        draftId: null,
        obstacle: null,
      };
      const state: RowState = entry.sending ? { kind: "sending" } : { kind: "blocked", why: strings.gone };
      return { id, row, scale, entry, state };
    });
}

function bodyOf(
  row: GridRow,
  overallRating: number,
  { words }: Entry,
  of: { observed: Observed; method: AssessmentMethod; rotationId: string | undefined },
): Omit<BatchRow, "key"> {
  return {
    studentId: row.studentId,
    competencyId: row.competencyId,
    evaluationData: {
      overallRating,
      observedAt: of.observed.at.toISOString(),
      method: of.method,
      ...(of.rotationId === undefined ? {} : { rotationId: of.rotationId }),
      ...(words.trim() === "" ? {} : { feedback: words }),
    },
    ...(row.requestId === null ? {} : { answers: row.requestId }),
  };
}

function sendingOnly({ rows }: KeptBatch): KeptBatch["rows"] {
  return Object.fromEntries(Object.entries(rows).filter(([, { sending }]) => sending));
}
