"use client";

import { Check, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useId, useMemo, useState } from "react";
import { cn } from "#src/ui/cn.ts";
import { type TreeItem, type TreeNode, withoutClosed } from "./item-tree.ts";

type TreeListProps<Item extends TreeItem> = {
  /** The label of the tree, for screen readers. */
  label: string;
  /** In reading order; already filtered by a search. */
  nodes: readonly TreeNode<Item>[];
  closed: ReadonlySet<string>;
  onClosedChange: (closed: ReadonlySet<string>) => void;
  /** Renders a row. Keep the function stable, so that a row is rendered again only when its own state changes. */
  row: (item: Item, checked: boolean) => ReactNode;
  /** Pass both to show a checkbox before each row that may have one. */
  isChecked?: (item: Item) => boolean;
  canCheck?: (item: Item) => boolean;
  onToggleCheck?: (item: Item) => void;
};

/**
 * A tree with one Tab stop: arrows move, open and close; Space checks. The row itself has `aria-checked`, so that six
 * hundred items are not six hundred Tab stops.
 */
export function TreeList<Item extends TreeItem>({
  label,
  nodes,
  closed,
  onClosedChange,
  row,
  isChecked,
  canCheck,
  onToggleCheck,
}: TreeListProps<Item>) {
  const treeId = useId();
  const [activeId, setActiveId] = useState<string>();
  const shown = useMemo(() => withoutClosed(nodes, closed), [nodes, closed]);
  const active = shown.some((node) => node.item.identifier === activeId) ? activeId : shown[0]?.item.identifier;
  const rowId = (identifier: string) => `${treeId}-${identifier}`;

  const setClosed = (identifier: string, close: boolean) => {
    const next = new Set(closed);
    if (close) next.add(identifier);
    else next.delete(identifier);
    onClosedChange(next);
  };
  const focusAt = (index: number) => {
    const node = shown[index];
    if (!node) return;
    setActiveId(node.item.identifier);
    document.getElementById(rowId(node.item.identifier))?.focus();
  };
  const nodeOf = (target: EventTarget) => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-node]") : null;
    const index = element ? shown.findIndex((node) => node.item.identifier === element.dataset.node) : -1;
    return { index, node: shown[index] };
  };
  const toggleCheck = (node: TreeNode<Item>): boolean => {
    if (!onToggleCheck || (canCheck && !canCheck(node.item))) return false;
    onToggleCheck(node.item);
    return true;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { index, node } = nodeOf(event.target);
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    const { identifier, parentIdentifier } = node.item;
    const isClosed = closed.has(identifier);
    switch (event.key) {
      case "ArrowDown":
        focusAt(index + 1);
        break;
      case "ArrowUp":
        focusAt(index - 1);
        break;
      case "Home":
        focusAt(0);
        break;
      case "End":
        focusAt(shown.length - 1);
        break;
      case "ArrowRight":
        if (node.hasChildren && isClosed) setClosed(identifier, false);
        else if (node.hasChildren) focusAt(index + 1);
        break;
      case "ArrowLeft":
        if (node.hasChildren && !isClosed) setClosed(identifier, true);
        else focusAt(shown.findIndex((each) => each.item.identifier === parentIdentifier));
        break;
      case " ":
        toggleCheck(node);
        break;
      case "Enter":
        if (!toggleCheck(node) && node.hasChildren) setClosed(identifier, !isClosed);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const onClick = (event: MouseEvent) => {
    const { node } = nodeOf(event.target);
    if (!node) return;
    const { identifier } = node.item;
    setActiveId(identifier);
    const onArrow = event.target instanceof Element && event.target.closest("[data-arrow]") !== null;
    if (!onArrow && toggleCheck(node)) return;
    if (node.hasChildren) setClosed(identifier, !closed.has(identifier));
  };

  return (
    <div
      aria-label={label}
      aria-multiselectable={onToggleCheck ? true : undefined}
      className="divide-y divide-separator"
      onClick={onClick}
      onKeyDown={onKeyDown}
      role="tree"
    >
      {shown.map((node) => {
        const checkable = onToggleCheck !== undefined && (canCheck?.(node.item) ?? true);
        const checked = isChecked?.(node.item) ?? false;
        return (
          <TreeRow
            checked={checked}
            content={row}
            hasTicks={onToggleCheck !== undefined}
            id={rowId(node.item.identifier)}
            key={node.item.identifier}
            mayCheck={checkable}
            node={node}
            open={node.hasChildren ? !closed.has(node.item.identifier) : undefined}
            tabStop={node.item.identifier === active}
          />
        );
      })}
    </div>
  );
}

type TreeRowProps<Item extends TreeItem> = {
  node: TreeNode<Item>;
  id: string;
  content: (item: Item, checked: boolean) => ReactNode;
  open: boolean | undefined;
  checked: boolean;
  mayCheck: boolean;
  hasTicks: boolean;
  tabStop: boolean;
};

function PlainTreeRow<Item extends TreeItem>({
  node,
  id,
  content,
  open,
  checked,
  mayCheck,
  hasTicks,
  tabStop,
}: TreeRowProps<Item>) {
  return (
    <div
      aria-checked={mayCheck ? checked : undefined}
      aria-expanded={open}
      aria-level={node.level}
      aria-posinset={node.position}
      aria-setsize={node.siblings}
      className={cn(
        "flex min-h-11 items-start gap-2 px-4 py-2.5 outline-offset-[-2px] transition-colors duration-150 hover:bg-surface-secondary",
        (mayCheck || node.hasChildren) && "cursor-pointer",
      )}
      data-node={node.item.identifier}
      id={id}
      role="treeitem"
      style={{ paddingInlineStart: 8 + Math.min(node.level - 1, maxIndents) * indentPx }}
      tabIndex={tabStop ? 0 : -1}
    >
      <span aria-hidden className="-my-1 flex size-7 shrink-0 items-center justify-center" data-arrow="">
        {open === undefined ? null : (
          <ChevronRight
            className={cn(
              "size-4 text-muted transition-transform duration-150",
              open ? "rotate-90" : "rtl:-scale-x-100",
            )}
          />
        )}
      </span>
      {hasTicks ? <Tick checked={checked} mayCheck={mayCheck} /> : null}
      <span className="min-w-0 flex-1">{content(node.item, checked)}</span>
    </div>
  );
}

// `memo` loses the type parameter; the cast restores the signature of the component.
const TreeRow = memo(PlainTreeRow) as typeof PlainTreeRow;

const indentPx = 20;
/** Deeper levels are indented as much as this one, so that the text keeps its width on a phone. */
const maxIndents = 5;

function Tick({ checked, mayCheck }: { checked: boolean; mayCheck: boolean }) {
  return (
    <span
      aria-hidden
      className={cn(
        "mt-px inline-flex size-[18px] shrink-0 items-center justify-center rounded-[5px] border-[1.5px]",
        checked ? "border-accent bg-accent text-accent-foreground" : "border-control bg-surface",
        !mayCheck && "invisible",
      )}
    >
      {checked ? <Check className="size-3.5" strokeWidth={3} /> : null}
    </span>
  );
}
