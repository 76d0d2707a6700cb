"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import type { BatchGrid, GridRow } from "#src/features/assessments/batch/schema.ts";
import { assessmentMethods } from "#src/features/assessments/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { useReturnPlaces } from "#src/ui/return-place.tsx";
import { Select } from "#src/ui/select.tsx";
import { useRegisterShortcuts } from "#src/ui/shortcuts.ts";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings as formStrings, methodWords } from "../strings.ts";
import { reloadAfterBatch } from "./announce-batch.ts";
import { BatchFooter } from "./batch-footer.tsx";
import { type BatchSubject, batchChoicesQuery, batchHref } from "./batch-queries.ts";
import { batchStrings as strings } from "./batch-strings.ts";
import { BatchTable, rowElement } from "./batch-table.tsx";
import { countStates, type Pasted } from "./batch-values.ts";
import { mostToUndo, undoBatch } from "./undo-batch.ts";
import { type Batch, useBatch } from "./use-batch.ts";

const home = "/dashboard/clinical-supervisor";
const centre = `${home}/assessments`;
const all = "all";
const open = "open";
const undoMs = 9_000;

const shortcuts = [
  { keys: ["1", "–", "5"], does: strings.shortcutLevel },
  { keys: ["-"], does: strings.shortcutAbsent },
  { keys: ["Ctrl", "↵"], does: strings.shortcutSubmit },
];

type BatchScreenProps = { subject: BatchSubject; grid: BatchGrid; userId: string };

/** Many students on one competency, or one student on many: a level each, on one screen. */
export function BatchScreen({ subject, grid, userId }: BatchScreenProps) {
  const by = "studentId" in subject ? "competency" : "student";
  const [category, setCategory] = useState<string>(open);
  const shows = useMemo(() => showsOf(by, category), [by, category]);
  const batch = useBatch({ userId, subject, grid, shows });
  const { lines, occasion, observedFault, edit, outcome, progress } = batch;
  const [unused, setUnused] = useState<readonly string[]>([]);
  const [announced, setAnnounced] = useState("");
  const queryClient = useQueryClient();
  const { done } = useReturnPlaces(centre);
  const counts = countStates(lines);
  const box = useRef<HTMLDivElement>(null);
  useRegisterShortcuts(shortcuts);

  const submit = async () => {
    const result = await batch.submit();
    if (!result || result.sent.length === 0) return;
    const { sent } = result;
    toast.success(strings.submitted(sent.length, sent.length + result.refused + result.waiting), {
      durationMs: undoMs,
      ...(sent.length > mostToUndo ? {} : { undo: { label: strings.undo, onClick: () => void undo(sent) } }),
    });
  };
  const undo = async (sent: Parameters<typeof undoBatch>[1]) => {
    const undone = await undoBatch(batch.batchKey, sent);
    reloadAfterBatch(
      queryClient,
      sent.map(({ row }) => row.sending?.studentId ?? ""),
    );
    void batch.reload();
    if (undone === sent.length) toast.info(strings.undone(undone));
    else toast.error(strings.undoFailed);
  };

  const submitRef = useRef(submit);
  submitRef.current = submit;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void submitRef.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const paste = (pasted: Pasted) => {
    batch.paste(pasted);
    setUnused(pasted.unused);
    setAnnounced(strings.pasted(pasted.entries.size));
  };
  const go = (id: string) =>
    rowElement(box.current, id)
      ?.querySelector<HTMLElement>("[aria-invalid=true], [data-level-column]:not(:disabled), a, button")
      ?.focus();

  const hasEntries = lines.some(({ entry }) => entry !== undefined && entry.sending === undefined);
  return (
    <TaskPage
      back={{ href: done, label: strings.back }}
      footer={
        <BatchFooter
          batch={{ progress, outcome }}
          by={by}
          counts={counts}
          doneHref={done}
          onGo={go}
          onSubmit={() => void submit()}
          total={lines.length}
        />
      }
      isWide
      status={hasEntries ? (batch.isKept ? strings.kept : strings.keepFailed) : ""}
      title={by === "student" ? strings.severalTitle : strings.manyTitle}
    >
      <TaskSection className="flex flex-col gap-4 py-4">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <h2 className="min-w-0 text-lg font-semibold">{grid.title}</h2>
          <TextLink
            aria-label={by === "student" ? strings.changeCompetency : strings.changeStudent}
            href={by === "student" ? batchHref() : batchHref({ kind: "student" })}
          >
            {strings.change}
          </TextLink>
        </div>
        <div className="grid gap-4 sm:grid-cols-3">
          {by === "student" && "competencyId" in subject ? (
            <Rotations subject={subject} />
          ) : (
            <Categories category={category} onChange={setCategory} rows={grid.rows} />
          )}
          <TextField
            error={observedFault}
            label={strings.observed}
            onChange={(event) => batch.setOccasion({ observedAt: event.target.value })}
            required
            type="datetime-local"
            value={occasion.observedAt}
          />
          <Select
            label={strings.method}
            onValueChange={(method) => batch.setOccasion({ method })}
            options={assessmentMethods.map((value) => ({ value, label: methodWords[value] }))}
            value={occasion.method}
          />
        </div>
        <Notices batch={batch} grid={grid} onClose={() => setUnused([])} subject={subject} unused={unused} />
        <p className="sr-only" role="status">
          {announced}
        </p>
        {lines.length === 0 ? (
          <EmptyState
            compact
            description={by === "student" ? strings.emptyHelp : strings.emptyManyHelp}
            title={by === "student" ? strings.emptyTitle : strings.emptyManyTitle}
          />
        ) : (
          <div ref={box}>
            <BatchTable
              by={by}
              edit={edit}
              isRunning={progress !== undefined}
              lines={lines}
              onPaste={paste}
              title={grid.title}
            />
          </div>
        )}
        {hasEntries ? (
          <AlertDialog
            actionLabel={strings.clearAll}
            cancelLabel={strings.keepIt}
            description={strings.clearHelp}
            onAction={async () => batch.clear()}
            title={strings.clearTitle}
            trigger={
              <Button className="-ms-3.5 self-start text-danger" variant="ghost">
                {strings.clearAll}
              </Button>
            }
          />
        ) : null}
      </TaskSection>
    </TaskPage>
  );
}

function showsOf(by: "student" | "competency", category: string) {
  return (row: GridRow) => {
    if (by === "student" || category === all) return true;
    return category === open ? !row.isCompleted : row.category === category;
  };
}

/** The rotations of the reader's students; all who have the competency unless one is chosen. */
function Rotations({ subject }: { subject: Extract<BatchSubject, { competencyId: string }> }) {
  const router = useRouter();
  const rotations = useQuery(batchChoicesQuery()).data?.rotations ?? [];
  return (
    <Select
      label={strings.whichStudents}
      onValueChange={(value) =>
        router.replace(
          batchHref({ competencyId: subject.competencyId, ...(value === all ? {} : { rotationId: value }) }),
        )
      }
      options={[
        { value: all, label: strings.allStudents },
        ...rotations.map(({ id, name, students }) => ({ value: id, label: strings.rotation(name, students) })),
      ]}
      value={subject.rotationId ?? all}
    />
  );
}

function Categories({
  rows,
  category,
  onChange,
}: {
  rows: readonly GridRow[];
  category: string;
  onChange: (category: string) => void;
}) {
  const counts = Map.groupBy(rows, (row) => row.category);
  return (
    <Select
      label={strings.whichCompetencies}
      onValueChange={onChange}
      options={[
        { value: open, label: strings.openOnly(rows.filter(({ isCompleted }) => !isCompleted).length) },
        { value: all, label: strings.allCategories(rows.length) },
        ...[...counts].map(([name, of]) => ({ value: name, label: strings.category(name, of.length) })),
      ]}
      value={category}
    />
  );
}

function Notices({
  batch,
  grid,
  subject,
  unused,
  onClose,
}: {
  batch: Batch;
  grid: BatchGrid;
  subject: BatchSubject;
  unused: readonly string[];
  onClose: () => void;
}) {
  const { outcome, lines, progress } = batch;
  const waiting = lines.filter(({ state }) => state.kind === "sending").length;
  return (
    <>
      {unused.length > 0 ? (
        <Callout
          actions={<Button onClick={onClose}>{strings.close}</Button>}
          live
          title={strings.unusedTitle(unused.length)}
          tone="warning"
        >
          <ul>
            {unused.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {waiting > 0 && !progress ? (
        <Callout
          actions={
            outcome?.isSignedOut ? (
              <TextLink href="/sign-in">{formStrings.signInAgain}</TextLink>
            ) : (
              <Button onClick={() => void batch.retry()}>{formStrings.sendNow}</Button>
            )
          }
          live
          tone="warning"
        >
          {outcome?.isSignedOut ? strings.signedOut : strings.waiting(waiting)}
        </Callout>
      ) : null}
      {batch.elsewhere > 0 ? (
        <Callout
          actions={
            "competencyId" in subject && subject.rotationId ? (
              <TextLink href={batchHref({ competencyId: subject.competencyId })}>{strings.showAll}</TextLink>
            ) : null
          }
        >
          {strings.elsewhere(batch.elsewhere)}
        </Callout>
      ) : null}
      {grid.isCut ? <Callout>{strings.cut(grid.rows.length)}</Callout> : null}
    </>
  );
}
