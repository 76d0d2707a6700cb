"use client";

import { type ComponentType, useCallback, useEffect, useMemo, useReducer, useState } from "react";
import {
  addBeside,
  changeCompetencies,
  changeItem,
  changeStatement,
  moveTo,
  placeOf,
  type Step,
  stepOf,
  topmost,
  without,
} from "#src/features/frameworks/editing/draft.ts";
import type { EditAnswer, EditDraft, EditItem } from "#src/features/frameworks/editing/schema.ts";
import { nextHistory, startHistory } from "#src/lib/undo-history.ts";
import { cn } from "#src/ui/cn.ts";
import { isDialogOpen, isTyping } from "#src/ui/page-keys.ts";
import { useRegisterShortcuts } from "#src/ui/shortcuts.ts";
import { toast } from "#src/ui/toast.tsx";
import { type Editor, EditorContext, nameOf, titleOf } from "./editor-context.ts";
import { EditorHead } from "./editor-head.tsx";
import { strings } from "./editor-strings.ts";
import { BulkForm, ItemPanel } from "./forms-later.tsx";
import type { PreviewProps } from "./item-panel.tsx";
import { marksOf } from "./marks.ts";
import { duplicateOf, newCategory, newCompetency } from "./new-items.ts";
import { placeWords } from "./place-words.ts";
import { FrameworkForm } from "./small-forms.tsx";
import { TreePanel } from "./tree-panel.tsx";
import { useAutosave } from "./use-autosave.ts";

type FrameworkEditorProps = {
  initial: EditAnswer;
  /** The version before, for a draft that is to replace one. */
  before: EditAnswer | undefined;
  Preview: ComponentType<PreviewProps>;
};

const shortcuts = [
  { keys: ["J", "K"], does: strings.shortcutNext },
  { keys: ["Alt", "↑"], does: strings.shortcutMove },
  { keys: ["F2"], does: strings.shortcutRename },
  { keys: ["Del"], does: strings.shortcutRemove },
  { keys: ["Ctrl", "Z"], does: strings.shortcutUndo },
];

/** With more items than this, the categories start closed. */
const openAtMost = 80;

/** Edits one draft: the tree, the chosen item's form, the form that an assessor will see, and its rubric. */
export function FrameworkEditor({ initial, before, Preview }: FrameworkEditorProps) {
  const [history, act] = useReducer(nextHistory<EditDraft>, initial, (answer) => startHistory(draftOf(answer)));
  const draft = history.present;
  const { scales } = initial;
  const saving = useAutosave(initial, draft, scales);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [current, setCurrent] = useState<string | null>(null);
  const [isItemShown, setItemShown] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(() =>
    initial.items.length > openAtMost
      ? new Set(initial.items.filter(({ kind }) => kind === "CATEGORY").map(({ id }) => id))
      : new Set(),
  );
  const [search, setSearch] = useState("");
  const [said, say] = useState("");
  const [isAdding, setAdding] = useState(false);
  useRegisterShortcuts(shortcuts);

  const item = draft.items.find(({ id }) => id === current);
  const several = draft.items.filter(({ id }) => chosen.includes(id));
  const marks = useMemo(() => (before ? marksOf(draft.items, before.items) : undefined), [draft.items, before]);

  const edit = useCallback<Editor["edit"]>((change, group) => {
    act({
      type: "edit",
      group,
      change: (now) => {
        const items = change(now.items);
        return items && items !== now.items ? { ...now, items: [...items] } : now;
      },
    });
  }, []);
  const editor = useMemo<Editor>(() => {
    const faults = saving.state.name === "faulty" ? saving.state.faults : [];
    return {
      draft,
      scales,
      before,
      marks,
      edit,
      say,
      editHead: (change, group) => act({ type: "edit", group, change: (now) => ({ ...now, ...change }) }),
      faultOf: (itemId, field) => faults.find((fault) => fault.itemId === itemId && fault.field === field)?.message,
    };
  }, [draft, scales, before, marks, edit, saving.state]);

  const choose = (id: string | null) => {
    setCurrent(id);
    setChosen(id === null ? [] : [id]);
  };
  /** Opens what is above it, and shows its form. */
  const show = (id: string | null) => {
    choose(id);
    setItemShown(true);
    if (id === null) return;
    setSearch("");
    setClosed((before) => {
      const open = new Set(before);
      const parents = new Map(draft.items.map((one) => [one.id, one.parentId]));
      for (let at = parents.get(id); at; at = parents.get(at)) open.delete(at);
      return open;
    });
  };

  const add = (added: EditItem) => {
    edit((items) => addBeside(items, current, added));
    setSearch("");
    const opened = item?.kind === "CATEGORY" ? item.id : item?.parentId;
    if (opened) setClosed((before) => new Set([...before].filter((id) => id !== opened)));
    choose(added.id);
    setItemShown(true);
    setAdding(true);
    say(titleOf(added));
  };

  const step = (id: string, name: Step) => {
    const place = stepOf(draft.items, id, name);
    const moved = place && moveTo(draft.items, [id], place);
    const known = draft.items.find((one) => one.id === id);
    if (!moved) return say(known ? strings.cannotMove(titleOf(known)) : "");
    if (place.parentId) setClosed((before) => new Set([...before].filter((one) => one !== place.parentId)));
    edit(() => moved);
    say(placeWords(moved, id));
  };

  const remove = (ids: readonly string[]) => {
    const gone = topmost(draft.items, ids);
    const [first] = gone;
    const one = draft.items.find(({ id }) => id === first);
    if (!one || first === undefined) return;
    const place = placeOf(draft.items, first);
    const left = without(draft.items, gone);
    const siblings = left.filter(({ parentId }) => parentId === place?.parentId);
    const words = gone.length === 1 ? strings.removedItem(titleOf(one)) : strings.removedItems(gone.length);
    edit(() => left);
    choose(siblings[Math.min(place?.index ?? 0, siblings.length - 1)]?.id ?? place?.parentId ?? null);
    say(words);
    toast.success(words, { action: { label: strings.undo, onClick: () => act({ type: "undo" }) } });
  };

  const duplicate = (id: string) => {
    const known = draft.items.find((one) => one.id === id);
    if (!known) return;
    const copy = duplicateOf(known);
    edit((items) => {
      const place = placeOf(items, id);
      return moveTo([...items, copy], [copy.id], { parentId: known.parentId, index: (place?.index ?? 0) + 1 });
    });
    show(copy.id);
  };

  const undo = useCallback(() => {
    act({ type: "undo" });
    say(strings.undone);
  }, []);
  const redo = useCallback(() => {
    act({ type: "redo" });
    say(strings.redone);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A text field undoes its own letters.
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);

  return (
    <EditorContext value={editor}>
      <EditorHead
        canRedo={history.future.length > 0}
        canUndo={history.past.length > 0}
        frameworkId={initial.id}
        onLoad={(answer) => {
          const next = draftOf(answer);
          act({ type: "load", value: next });
          saving.adopt(answer, next);
          if (!next.items.some(({ id }) => id === current)) choose(null);
        }}
        onRedo={redo}
        onShow={show}
        onUndo={undo}
        saving={saving}
      />
      <div className="grid gap-5 lg:grid-cols-[minmax(16rem,20rem)_minmax(0,1fr)] lg:items-start">
        <div className={cn("min-w-0", isItemShown && "max-lg:hidden")}>
          <TreePanel
            chosen={chosen}
            closed={closed}
            current={item ? current : null}
            isAboutShown={!item}
            onAbout={() => show(null)}
            onAddCategory={() => add(newCategory())}
            onAddCompetency={() => add(newCompetency(likeOf(draft, item), initial))}
            onChoose={(ids, id) => {
              setChosen(ids);
              setCurrent(id);
            }}
            onClosedChange={setClosed}
            onDrop={(ids, place) => {
              const moved = moveTo(draft.items, ids, place);
              if (!moved) return;
              edit(() => moved);
              say(placeWords(moved, ids[0] ?? ""));
            }}
            onOpen={(id) => {
              setCurrent(id);
              setItemShown(true);
            }}
            onRemove={remove}
            onRename={(id, name) => edit((items) => renamed(items, id, name, editor))}
            onSearchChange={setSearch}
            onStep={step}
            said={said}
            search={search}
          />
        </div>
        <div className={cn("min-w-0", !isItemShown && "max-lg:hidden")}>
          {several.length > 1 ? (
            <BulkForm chosen={several} onClear={() => choose(current)} onRemove={() => remove(chosen)} />
          ) : (
            <>
              {item ? null : <FrameworkForm onBack={() => setItemShown(false)} />}
              <ItemPanel
                isNew={isAdding}
                item={item}
                onNamed={() => setAdding(false)}
                onBack={() => setItemShown(false)}
                onDuplicate={duplicate}
                onRemove={(id) => remove([id])}
                onStep={step}
                Preview={Preview}
              />
            </>
          )}
        </div>
      </div>
    </EditorContext>
  );
}

function draftOf({ name, description, version, items }: EditAnswer): EditDraft {
  return { name, description, version, items };
}

/** The competency whose settings a new one takes: the chosen one, else the last of its category, else the last of all. */
function likeOf(draft: EditDraft, item: EditItem | undefined) {
  if (item?.competency) return item.competency;
  const inside = draft.items.findLast(({ parentId, competency }) => competency !== null && parentId === item?.id);
  return (inside ?? draft.items.findLast(({ competency }) => competency !== null))?.competency;
}

/** The name that the tree shows: a short name where there is one. */
function renamed(items: readonly EditItem[], id: string, name: string, { scales }: Pick<Editor, "scales">) {
  const item = items.find((one) => one.id === id);
  if (!item || nameOf(item) === name) return items;
  if (!item.competency) return changeItem(items, id, { statement: name });
  if (item.competency.shortName === null) return changeStatement(items, id, name);
  return changeCompetencies(items, [id], { shortName: name.slice(0, 22) }, scales);
}
