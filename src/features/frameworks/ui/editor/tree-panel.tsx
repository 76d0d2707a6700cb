"use client";

import { ChevronsDownUp, ChevronsUpDown, FolderPlus, ListTree, Plus } from "lucide-react";
import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { nameOf, useEditor } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { EditorTree, type EditorTreeProps } from "./editor-tree.tsx";

type TreePanelProps = Omit<EditorTreeProps, "found"> & {
  search: string;
  onSearchChange: (search: string) => void;
  isAboutShown: boolean;
  onAbout: () => void;
  onAddCompetency: () => void;
  onAddCategory: () => void;
  /** What was just done, in a sentence. */
  said: string;
};

/** The tree with its search and what is added to it. */
export function TreePanel({
  search,
  onSearchChange,
  isAboutShown,
  onAbout,
  onAddCompetency,
  onAddCategory,
  said,
  ...tree
}: TreePanelProps) {
  const { draft } = useEditor();
  const found = foundIn(draft.items, search);
  const isEmpty = draft.items.length === 0;
  const hasClosed = tree.closed.size > 0;
  return (
    <Card aria-label={strings.tree} className="flex flex-col lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)]">
      <div className="flex flex-col gap-1 border-b border-separator p-2">
        <SearchField
          hideLabel
          label={strings.find}
          onValueChange={onSearchChange}
          placeholder={strings.findItems}
          value={search}
        />
        <div className="flex flex-wrap items-center gap-x-1">
          <Button
            aria-label={strings.addCompetencyLong}
            className="px-2.5 text-sm"
            icon={<Plus aria-hidden />}
            onClick={onAddCompetency}
            variant="ghost"
          >
            {strings.addCompetency}
          </Button>
          <Button
            aria-label={strings.addCategoryLong}
            className="px-2.5 text-sm"
            icon={<FolderPlus aria-hidden />}
            onClick={onAddCategory}
            variant="ghost"
          >
            {strings.addCategory}
          </Button>
          <IconButton
            className="ms-auto"
            icon={hasClosed ? <ChevronsUpDown aria-hidden /> : <ChevronsDownUp aria-hidden />}
            label={hasClosed ? strings.expandAll : strings.collapseAll}
            onClick={() =>
              tree.onClosedChange(
                hasClosed
                  ? new Set()
                  : new Set(draft.items.filter(({ kind }) => kind === "CATEGORY").map(({ id }) => id)),
              )
            }
          />
        </div>
      </div>
      <button
        aria-pressed={isAboutShown}
        className={cn(
          "mx-1.5 mt-1 flex min-h-9 items-center gap-2 rounded-ctl border border-transparent px-2 text-start text-base text-muted outline-offset-[-2px] hover:bg-surface-secondary touch:min-h-12",
          isAboutShown && "border-accent bg-accent-soft text-accent-soft-foreground",
        )}
        onClick={onAbout}
        type="button"
      >
        <ListTree aria-hidden className="size-4 shrink-0" />
        {strings.about}
      </button>
      <div className="min-h-40 flex-1 overflow-y-auto">
        {isEmpty ? (
          <EmptyState compact description={strings.emptyHelp} icon={<ListTree />} title={strings.emptyTitle} />
        ) : found?.size === 0 ? (
          <p className="px-4 py-8 text-center text-muted">{strings.noMatch}</p>
        ) : (
          <EditorTree {...tree} found={found} />
        )}
      </div>
      <div className="border-t border-separator px-4 py-2.5 text-xs text-muted">
        <p aria-live="polite" className="num min-h-4 text-foreground">
          {said}
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 touch:hidden">
          <KeyHint does={strings.keysMove} keys={["Alt", "↑", "↓"]} />
          <KeyHint does={strings.keysRename} keys={["F2"]} />
          <KeyHint does={strings.keysNext} keys={["J", "K"]} />
        </p>
      </div>
    </Card>
  );
}

function KeyHint({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      {keys.map((key) => (
        <kbd className="rounded border border-border bg-surface-secondary px-1.5 py-px text-2xs" key={key}>
          {key}
        </kbd>
      ))}
      {does}
    </span>
  );
}

/** What the search finds, with everything above it; null without a search. */
function foundIn(items: readonly EditItem[], search: string): Set<string> | null {
  const matches = makeMatcher(search);
  if (!matches) return null;
  const byId = new Map(items.map((item) => [item.id, item]));
  const found = new Set<string>();
  for (const item of items) {
    const words = [item.code, nameOf(item), item.competency?.name, item.competency?.description].filter(Boolean);
    if (!matches(words.join(" "))) continue;
    for (let at: EditItem | undefined = item; at && !found.has(at.id); at = byId.get(at.parentId ?? ""))
      found.add(at.id);
  }
  return found;
}
