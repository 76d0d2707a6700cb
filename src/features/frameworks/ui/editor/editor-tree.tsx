"use client";

import {
  dragAndDropFeature,
  type FeatureImplementation,
  hotkeysCoreFeature,
  isOrderedDragTarget,
  selectionFeature,
  syncDataLoaderFeature,
} from "@headless-tree/core";
import { useTree } from "@headless-tree/react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { childrenOf, type Step } from "#src/features/frameworks/editing/draft.ts";
import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { isDialogOpen, isTyping } from "#src/ui/page-keys.ts";
import { nameOf, titleOf, useEditor } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { TreeRow } from "./tree-row.tsx";

const root = "root";

export type EditorTreeProps = {
  /** Those that a search found, with what is above them; null shows all. */
  found: ReadonlySet<string> | null;
  closed: ReadonlySet<string>;
  onClosedChange: (closed: ReadonlySet<string>) => void;
  current: string | null;
  chosen: readonly string[];
  onChoose: (chosen: readonly string[], current: string) => void;
  /** Pressed, and not only passed: on a phone its form takes the screen. */
  onOpen: (id: string) => void;
  onStep: (id: string, step: Step) => void;
  onDrop: (ids: readonly string[], place: { parentId: string | null; index: number }) => void;
  onRename: (id: string, name: string) => void;
  onRemove: (ids: readonly string[]) => void;
};

const steps: Record<string, Step> = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

/**
 * The tree of the draft. Arrows go through it, with Alt they move the item; Shift and Control choose several; F2
 * renames; J and K go on from anywhere on the page.
 */
export function EditorTree(props: EditorTreeProps) {
  const { found, closed, current, chosen, onChoose, onOpen, onStep, onRename, onRemove } = props;
  const { draft, marks } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState<string>();
  const byId = useMemo(() => new Map(draft.items.map((item) => [item.id, item])), [draft.items]);
  const children = useMemo(
    () => childrenOf(found ? draft.items.filter(({ id }) => found.has(id)) : draft.items),
    [draft.items, found],
  );
  const parents = useMemo(
    () => draft.items.filter(({ id }) => children.has(id)).map(({ id }) => id),
    [draft.items, children],
  );
  const expanded = useMemo(() => (found ? parents : parents.filter((id) => !closed.has(id))), [found, parents, closed]);

  const chosenNow = useRef<readonly string[]>(chosen);
  const isExtending = useRef(false);
  const takesFocus = useRef(false);
  const [focusAtOnce] = useState(() => makeFocusAtOnce(takesFocus));
  const tree = useTree<EditItem | undefined>({
    rootItemId: root,
    dataLoader: {
      getItem: (id) => byId.get(id),
      getChildren: (id) => (children.get(id === root ? null : id) ?? []).map((item) => item.id),
    },
    getItemName: (item) => {
      const data = item.getItemData();
      const mark = marks?.byItem.get(item.getId());
      return data ? [titleOf(data), ...(mark ? [strings.marks[mark]] : [])].join(", ") : "";
    },
    isItemFolder: (item) => children.has(item.getId()) || item.getItemData()?.kind === "CATEGORY",
    state: { expandedItems: expanded, focusedItem: current, selectedItems: [...chosen] },
    setExpandedItems: (next) => {
      const open = new Set(typeof next === "function" ? next(expanded) : next);
      if (!found) props.onClosedChange(new Set(parents.filter((id) => !open.has(id))));
    },
    setFocusedItem: (next) => {
      const id = typeof next === "function" ? next(current) : next;
      if (id !== null) onChoose(isExtending.current ? chosenNow.current : [id], id);
    },
    setSelectedItems: (next) => {
      const ids = typeof next === "function" ? next([...chosen]) : next;
      chosenNow.current = ids;
      onChoose(ids, current ?? ids[0] ?? "");
    },
    canReorder: true,
    indent: 20,
    reorderAreaPercentage: 0.4,
    canDrop: (dragged, target) => {
      const onto = target.item.getItemData();
      // A category never stands below a competency.
      return onto?.kind !== "COMPETENCY" || dragged.every((item) => item.getItemData()?.kind === "COMPETENCY");
    },
    onDrop: (dragged, target) => {
      const id = target.item.getId();
      const parentId = id === root ? null : id;
      const index = isOrderedDragTarget(target) ? target.insertionIndex : (children.get(parentId)?.length ?? 0);
      props.onDrop(
        dragged.map((item) => item.getId()),
        { parentId, index },
      );
    },
    features: [syncDataLoaderFeature, selectionFeature, hotkeysCoreFeature, dragAndDropFeature, focusAtOnce],
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the tree reads the items through its loader.
  useLayoutEffect(() => tree.rebuildTree(), [tree, children, byId]);
  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    takesFocus.current = false;
    if (current !== null) rowOf(box.current, current)?.focus();
  });

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      const key = event.key.toLowerCase();
      if (key !== "j" && key !== "k") return;
      event.preventDefault();
      isExtending.current = false;
      if (key === "j") tree.focusNextItem();
      else tree.focusPreviousItem();
      tree.updateDomFocus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [tree]);

  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-item]") : null;
    const id = row?.dataset.item;
    if (isTyping(event.target) || id === undefined) return;
    const step = event.altKey ? steps[event.key] : undefined;
    if (!step && event.key !== "F2" && event.key !== "Delete" && event.key !== "Enter") return;
    if (event.key === "Enter" && event.target !== row) return;
    event.preventDefault();
    const ids = chosen.includes(id) ? chosen : [id];
    if (id !== current) onChoose([id], id);
    if (step) onStep(id, step);
    else if (event.key === "F2") setRenaming(id);
    else if (event.key === "Delete") {
      takesFocus.current = true;
      onRemove(ids);
    } else onOpen(id);
  };

  const line = tree.getDragLineData();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the tree inside.
    <div
      className="relative"
      onKeyDown={onKeyDown}
      onKeyDownCapture={(event) => {
        isExtending.current = event.shiftKey;
      }}
      ref={box}
    >
      <div {...tree.getContainerProps(strings.tree)} className="flex flex-col py-1">
        {tree.getItems().map((row) => {
          const item = byId.get(row.getId());
          if (!item) return null;
          const { onClick: _onClick, ref, ...rest } = row.getProps();
          return (
            <TreeRow
              chosen={chosen.length > 1 && chosen.includes(item.id)}
              count={children.get(item.id)?.length}
              current={item.id === current}
              isDropTarget={row.isUnorderedDragTarget()}
              isExpanded={row.isFolder() ? row.isExpanded() : undefined}
              item={item}
              key={item.id}
              level={row.getItemMeta().level}
              mark={marks?.byItem.get(item.id)}
              marksInside={row.isFolder() && !row.isExpanded() ? marksBelow(item.id, children, marks?.byItem) : 0}
              onPress={(event) => {
                if (event.shiftKey) row.selectUpTo(event.ctrlKey || event.metaKey);
                else if (event.ctrlKey || event.metaKey) row.toggleSelect();
                if (event.shiftKey || event.ctrlKey || event.metaKey) return;
                anchorAt(tree, item.id);
                onChoose([item.id], item.id);
                onOpen(item.id);
              }}
              onRenamed={(name, by) => {
                setRenaming(undefined);
                if (name !== null && name.trim() !== "" && name !== nameOf(item)) onRename(item.id, name);
                // Who pressed elsewhere stays there.
                takesFocus.current = by === "key";
              }}
              onToggle={() => (row.isExpanded() ? row.collapse() : row.expand())}
              props={rest}
              renaming={renaming === item.id}
              rowRef={ref}
            />
          );
        })}
      </div>
      {line ? (
        <div
          aria-hidden
          className="pointer-events-none absolute z-10 h-0.5 rounded-full bg-accent before:absolute before:-top-[3px] before:-start-1 before:size-2 before:rounded-full before:border-2 before:border-accent before:bg-surface"
          style={tree.getDragLineStyle(-1, 12)}
        />
      ) : null}
    </div>
  );
}

/**
 * The tree would move the focus some time after a key, and take it from the field that the next key opened. Here the
 * row takes it in the render that follows the key.
 */
function makeFocusAtOnce(takesFocus: { current: boolean }): FeatureImplementation {
  return {
    key: "focus-at-once",
    treeInstance: {
      updateDomFocus: () => {
        takesFocus.current = true;
      },
    },
  };
}

function rowOf(box: HTMLElement | null, id: string): HTMLElement | undefined {
  const rows = box?.querySelectorAll<HTMLElement>("[data-item]") ?? [];
  return [...rows].find(({ dataset }) => dataset.item === id);
}

/** Where a press with Shift begins. */
function anchorAt(tree: { getDataRef: <D>() => { current: D } }, id: string): void {
  tree.getDataRef<{ selectUpToAnchorId?: string }>().current.selectUpToAnchorId = id;
}

function marksBelow(
  id: string,
  children: ReadonlyMap<string | null, readonly EditItem[]>,
  marks: ReadonlyMap<string, unknown> | undefined,
): number {
  if (!marks) return 0;
  return (children.get(id) ?? []).reduce(
    (sum, child) => sum + Number(marks.has(child.id)) + marksBelow(child.id, children, marks),
    0,
  );
}
