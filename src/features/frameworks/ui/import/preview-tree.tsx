"use client";

import { useCallback, useDeferredValue, useMemo, useState } from "react";
import type { PreviewItem } from "#src/features/frameworks/schema.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { matchesWithAncestors, toTree } from "../item-tree.ts";
import { strings as words } from "../strings.ts";
import { TreeList } from "../tree-list.tsx";
import { type ImportChoices, makeIsChosen, mayChoose, noChoices, toggleChoice } from "./import-choices.ts";
import { strings } from "./import-strings.ts";

type PreviewTreeProps = {
  items: readonly PreviewItem[];
  choices: ImportChoices;
  onChoicesChange: (choices: ImportChoices) => void;
  /** While faults block the import nothing can be chosen. */
  isReadOnly: boolean;
};

/** Every item in its place in the tree, with what it becomes. */
export function PreviewTree({ items, choices, onChoicesChange, isReadOnly }: PreviewTreeProps) {
  const [search, setSearch] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(none);
  const deferredSearch = useDeferredValue(search);
  const nodes = useMemo(() => toTree(items), [items]);
  const shown = useMemo(() => {
    const matches = makeMatcher(deferredSearch);
    return matches
      ? matchesWithAncestors(nodes, (item) => matches(`${item.code ?? ""} ${item.name} ${item.description}`))
      : nodes;
  }, [nodes, deferredSearch]);
  const parents = useMemo(() => nodes.filter((node) => node.hasChildren).map((node) => node.item.identifier), [nodes]);
  const isChosen = useMemo(() => makeIsChosen(choices), [choices]);
  const row = useCallback((item: PreviewItem, checked: boolean) => <PreviewRow checked={checked} item={item} />, []);
  const isSearching = shown !== nodes;
  const hasChoices = choices.included.length + choices.excluded.length > 0;

  return (
    <Card aria-labelledby="items-title">
      <CardHeader
        description={isReadOnly ? strings.itemsHelpError : strings.itemsHelp}
        title={strings.itemsTitle}
        titleId="items-title"
      />
      <div className="flex flex-wrap items-center gap-2 border-b border-separator px-5 pb-3 max-md:px-4">
        <SearchField
          className="min-w-48 flex-1"
          delayMs={120}
          hideLabel
          label={strings.findItem}
          onValueChange={setSearch}
          placeholder={strings.findPlaceholder}
          value={search}
        />
        {isSearching || parents.length === 0 ? null : (
          <Button onClick={() => setClosed(closed.size > 0 ? none : new Set(parents))} variant="ghost">
            {closed.size > 0 ? strings.expandAll : strings.collapseAll}
          </Button>
        )}
        {hasChoices && !isReadOnly ? (
          <Button onClick={() => onChoicesChange(noChoices)} variant="ghost">
            {strings.resetChoices}
          </Button>
        ) : null}
      </div>
      {shown.length === 0 ? (
        <p className="px-5 py-8 text-center text-muted">{strings.nothingFound}</p>
      ) : (
        <TreeList
          closed={isSearching ? none : closed}
          isChecked={isChosen}
          label={strings.itemsTitle}
          nodes={shown}
          onClosedChange={setClosed}
          row={row}
          {...(isReadOnly
            ? {}
            : {
                canCheck: mayChoose,
                onToggleCheck: (item: PreviewItem) => onChoicesChange(toggleChoice(choices, item)),
              })}
        />
      )}
    </Card>
  );
}

const none: ReadonlySet<string> = new Set();

function PreviewRow({ item, checked }: { item: PreviewItem; checked: boolean }) {
  const reason = checked ? null : item.becomesCompetency ? strings.leftOutByYou : item.reason;
  const meta = checked
    ? [item.category, words.levels[item.level], item.isRequired ? strings.required : strings.optional]
    : reason
      ? [reason]
      : [];
  return (
    <span className="flex items-start justify-between gap-3 max-sm:flex-col max-sm:gap-1">
      <span className="min-w-0">
        <span className={checked || item.isLeaf ? "line-clamp-3 text-pretty" : "line-clamp-3 font-medium text-pretty"}>
          {item.code ? <span className="num me-2 text-sm font-normal text-muted">{item.code}</span> : null}
          {item.name}
        </span>
        {meta.length > 0 ? <span className="block text-sm text-muted">{meta.filter(Boolean).join(" · ")}</span> : null}
      </span>
      <Outcome checked={checked} isLeaf={item.isLeaf} />
    </span>
  );
}

function Outcome({ checked, isLeaf }: { checked: boolean; isLeaf: boolean }) {
  if (checked) return <Badge tone="accent">{strings.becomesCompetency}</Badge>;
  return isLeaf ? <Badge tone="outline">{strings.leftOut}</Badge> : <Badge>{strings.becomesCategory}</Badge>;
}
