"use client";

import { useCallback, useMemo, useState } from "react";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { type Item, type ItemsProps, textOf } from "./framework-items.tsx";
import { matchesWithAncestors, toTree } from "./item-tree.ts";
import { strings } from "./strings.ts";
import { TreeList } from "./tree-list.tsx";

/** The tree of the framework as imported, with categories and competencies. */
export function StructureTree({ items, search }: ItemsProps) {
  const nodes = useMemo(() => toTree(items), [items]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const matches = makeMatcher(search);
  const shown = matches ? matchesWithAncestors(nodes, (item) => matches(textOf(item))) : nodes;
  const row = useCallback((item: Item) => <StructureRow item={item} />, []);
  const parents = nodes.filter((node) => node.hasChildren).map((node) => node.item.identifier);

  if (shown.length === 0) return <p className="py-8 text-center text-muted">{strings.noItemsMatch}</p>;
  return (
    <Card>
      <div className="flex min-h-12 items-center justify-between gap-3 border-b border-separator px-5 text-sm text-muted max-md:px-4">
        <span className="num">{strings.shownOf(shown.length, nodes.length)}</span>
        {matches || parents.length === 0 ? null : (
          <Button
            className="-me-3.5 text-sm"
            onClick={() => setClosed(closed.size > 0 ? new Set() : new Set(parents))}
            variant="ghost"
          >
            {closed.size > 0 ? strings.expandAll : strings.collapseAll}
          </Button>
        )}
      </div>
      <TreeList
        closed={matches ? noneClosed : closed}
        label={strings.structureLabel}
        nodes={shown}
        onClosedChange={setClosed}
        row={row}
      />
    </Card>
  );
}

const noneClosed: ReadonlySet<string> = new Set();

function StructureRow({ item }: { item: Item }) {
  const isCompetency = item.competencyId !== null;
  return (
    <span className="flex items-start justify-between gap-3 max-sm:flex-col max-sm:gap-1">
      <span className="min-w-0 text-pretty">
        {item.code ? <span className="num me-2 text-sm text-muted">{item.code}</span> : null}
        <span className={isCompetency ? "line-clamp-3" : "line-clamp-3 font-medium"}>{item.statement}</span>
      </span>
      <Badge tone={isCompetency ? "accent" : "neutral"}>{isCompetency ? strings.competency : strings.category}</Badge>
    </span>
  );
}
