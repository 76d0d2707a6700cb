"use client";

import { useQueryClient } from "@tanstack/react-query";
import { FilePen, Redo2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { type DraftFault, publishFaults } from "#src/features/frameworks/editing/faults.ts";
import type { EditAnswer } from "#src/features/frameworks/editing/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { toast } from "#src/ui/toast.tsx";
import { createDraft, loadForEdit, publishDraft, removeFramework } from "../framework-edit-queries.ts";
import { frameworkPages } from "../framework-paths.ts";
import { frameworkKeys } from "../framework-queries.ts";
import { titleOf, useEditor } from "./editor-context.ts";
import { EditorMenu } from "./editor-menu-later.tsx";
import { strings } from "./editor-strings.ts";
import { LeaveGuard } from "./leave-guard.tsx";
import { MarkBadge } from "./tree-row.tsx";
import type { SaveState, useAutosave } from "./use-autosave.ts";

type EditorHeadProps = {
  frameworkId: string;
  saving: ReturnType<typeof useAutosave>;
  canUndo: boolean;
  canRedo: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onLoad: (answer: EditAnswer) => void;
  /** Shows an item, or the framework's own form. */
  onShow: (id: string | null) => void;
};

/** The name of the draft, how it is stored, and what is done with it as a whole. */
export function EditorHead({ frameworkId, saving, canUndo, canRedo, onUndo, onRedo, onLoad, onShow }: EditorHeadProps) {
  const { draft, scales, before } = useEditor();
  const router = useRouter();
  const client = useQueryClient();
  const [asks, setAsks] = useState<"publish" | "remove">();
  const [faults, setFaults] = useState<readonly DraftFault[]>([]);
  const isOver = saving.state.name === "stale" || saving.state.name === "closed";

  const leaveTo = async (page: string) => {
    saving.stop();
    await client.invalidateQueries({ queryKey: frameworkKeys.all });
    router.push(page);
    router.refresh();
  };
  const askToPublish = () => {
    const found = publishFaults(draft, scales);
    setFaults(found);
    if (found.length === 0) setAsks("publish");
  };
  const publish = async () => {
    if (!(await saving.save())) throw new Error("the draft could not be stored, which its state says");
    try {
      await publishDraft(frameworkId, saving.revision());
    } catch (error) {
      toast.error(strings.publishFailed, described(error));
      throw error;
    }
    toast.success(strings.published);
    await leaveTo(frameworkPages.one(frameworkId));
  };
  const seeChanges = async () => {
    if (await saving.save()) await leaveTo(frameworkPages.changes(frameworkId));
  };
  const remove = async () => {
    try {
      saving.stop();
      await removeFramework(frameworkId);
    } catch (error) {
      toast.error(strings.removeFailed, described(error));
      throw error;
    }
    toast.success(strings.removed);
    await leaveTo(frameworkPages.list);
  };

  return (
    <>
      <PageHeader
        actions={
          <>
            <SaveStatus onRetry={() => void saving.save()} onShow={onShow} state={saving.state} />
            <IconButton disabled={!canUndo} icon={<Undo2 aria-hidden />} label={strings.undo} onClick={onUndo} />
            <IconButton disabled={!canRedo} icon={<Redo2 aria-hidden />} label={strings.redo} onClick={onRedo} />
            <EditorMenu onRemove={() => setAsks("remove")} />
            <Button disabled={isOver} onClick={askToPublish} variant="primary">
              {strings.publish}
            </Button>
          </>
        }
        back={{ href: frameworkPages.list, label: strings.back }}
        className="mb-4"
        status={<Badge icon={<FilePen aria-hidden />}>{before ? strings.draftOf(draft.version) : strings.draft}</Badge>}
        title={draft.name.trim() === "" ? strings.title : draft.name}
      />
      <div className="mb-5 flex flex-col gap-3">
        {isOver ? (
          <Stale frameworkId={frameworkId} onLoad={onLoad} saving={saving} />
        ) : (
          <Banner onSeeChanges={seeChanges} />
        )}
        {faults.length > 0 ? <Incomplete faults={faults} onShow={onShow} /> : null}
      </div>
      <AlertDialog
        actionLabel={strings.publish}
        description={strings.publishHelp}
        onAction={publish}
        onOpenChange={() => setAsks(undefined)}
        open={asks === "publish"}
        title={strings.publishTitle(draft.name)}
        tone="primary"
      />
      <AlertDialog
        actionLabel={strings.remove}
        description={strings.removeHelp}
        onAction={remove}
        onOpenChange={() => setAsks(undefined)}
        open={asks === "remove"}
        title={strings.removeTitle(draft.name)}
      />
      <LeaveGuard isActive={saving.state.name === "faulty" || isOver} />
    </>
  );
}

function described(error: unknown): { description: string } | undefined {
  return error instanceof Problem ? { description: error.errors[0]?.message ?? error.detail } : undefined;
}

function SaveStatus({
  state,
  onShow,
  onRetry,
}: {
  state: SaveState;
  onShow: (id: string | null) => void;
  onRetry: () => void;
}) {
  const dates = useDates();
  return (
    <span aria-live="polite" className="num me-1 text-sm text-muted" suppressHydrationWarning>
      {state.name === "faulty" ? (
        <Button className="text-danger" onClick={() => onShow(state.faults[0]?.itemId ?? null)} variant="ghost">
          {strings.faulty(state.faults.length)}
        </Button>
      ) : state.name === "failed" || state.name === "offline" ? (
        <span className="flex items-center gap-1 text-danger">
          {state.name === "failed" ? `${strings.failed}: ${state.detail}` : strings.offline}
          <Button onClick={onRetry} variant="ghost">
            {strings.tryAgain}
          </Button>
        </span>
      ) : state.name === "saved" ? (
        strings.saved(dates.time(state.at))
      ) : state.name === "saving" ? (
        strings.saving
      ) : state.name === "unsaved" ? (
        strings.unsaved
      ) : (
        <span className="text-danger">{strings.stale}</span>
      )}
    </span>
  );
}

/** Who sees what, and how far the draft is from the version before it. */
function Banner({ onSeeChanges }: { onSeeChanges: () => Promise<void> }) {
  const [isLeaving, setIsLeaving] = useState(false);
  const { before, marks } = useEditor();
  if (!before || !marks) return <Callout>{strings.bannerNew}</Callout>;
  const counts = (["NEW", "CHANGED", "MOVED"] as const).map((mark) => ({
    mark,
    count: [...marks.byItem.values()].filter((one) => one === mark).length,
  }));
  const total = counts.reduce((sum, { count }) => sum + count, marks.retired.length);
  const seeChanges = async () => {
    setIsLeaving(true);
    await onSeeChanges().finally(() => setIsLeaving(false));
  };
  return (
    <Callout>
      <span className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <span className="max-w-[60ch]">
          <strong className="font-semibold">{strings.bannerVersion(before.version)}</strong>
          {strings.bannerVersionRest}
        </span>
        <span className="num flex flex-wrap items-center gap-2 text-sm">
          {total === 0 ? strings.noChanges : strings.changes(total)}
          {counts.map(({ mark, count }) => (count > 0 ? <MarkBadge count={count} key={mark} mark={mark} /> : null))}
          {marks.retired.length > 0 ? (
            <Badge className="h-5 px-1.5 text-2xs">{`${strings.marks.RETIRED} ${marks.retired.length}`}</Badge>
          ) : null}
          {total > 0 ? (
            <Button loading={isLeaving} onClick={() => void seeChanges()}>
              {strings.seeChanges}
            </Button>
          ) : null}
        </span>
      </span>
    </Callout>
  );
}

/** Nothing of either side is lost: the reader loads what is stored, or keeps theirs as a draft of its own. */
function Stale({
  frameworkId,
  saving,
  onLoad,
}: {
  frameworkId: string;
  saving: ReturnType<typeof useAutosave>;
  onLoad: (answer: EditAnswer) => void;
}) {
  const { draft } = useEditor();
  const router = useRouter();
  const [works, setWorks] = useState<"load" | "copy">();
  const isClosed = saving.state.name === "closed";
  const run = async (name: "load" | "copy", act: () => Promise<void>) => {
    setWorks(name);
    await act().catch((error: unknown) => toast.error(strings.copyFailed, described(error)));
    setWorks(undefined);
  };
  const load = async () => {
    if (isClosed) {
      saving.stop();
      router.push(frameworkPages.one(frameworkId));
      return;
    }
    onLoad(await loadForEdit(frameworkId));
  };
  const copy = async () => {
    const { name, ...rest } = draft;
    const copied = await createDraft({ title: strings.copyName(name).slice(0, 300), ...rest });
    saving.stop();
    toast.success(strings.copied);
    router.push(frameworkPages.edit(copied.id));
  };
  return (
    <Callout
      actions={
        <span className="flex flex-wrap justify-end gap-2">
          <Button loading={works === "load"} onClick={() => void run("load", load)}>
            {strings.loadTheirs}
          </Button>
          <Button loading={works === "copy"} onClick={() => void run("copy", copy)}>
            {strings.keepCopy}
          </Button>
        </span>
      }
      live
      title={isClosed ? strings.closedTitle : strings.staleTitle}
      tone="warning"
    >
      {isClosed ? strings.closedHelp : strings.staleHelp}
    </Callout>
  );
}

function Incomplete({ faults, onShow }: { faults: readonly DraftFault[]; onShow: (id: string | null) => void }) {
  const { draft } = useEditor();
  return (
    <Callout live title={strings.incompleteTitle} tone="danger">
      <p>{strings.incomplete(faults.length)}</p>
      <ul className="mt-1 list-disc ps-5">
        {faults.slice(0, 10).map(({ itemId, field, message }) => {
          const item = draft.items.find(({ id }) => id === itemId);
          return (
            <li key={`${itemId} ${field} ${message}`}>
              <button className="text-start underline underline-offset-2" onClick={() => onShow(itemId)} type="button">
                {item ? titleOf(item) : strings.wholeFramework}
              </button>
              {`: ${message}`}
            </li>
          );
        })}
      </ul>
    </Callout>
  );
}
