"use client";

import { useMemo } from "react";
import type { FrameworkDetail } from "#src/features/frameworks/schema.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { toTree } from "./item-tree.ts";
import { strings } from "./strings.ts";

export type Item = FrameworkDetail["items"][number];
export type ItemsProps = { items: readonly Item[]; search: string };

export const textOf = (item: Item) => `${item.code ?? ""} ${item.statement}`;

/** Competencies grouped by category, in the framework's order. */
export function CategoryList({ items, search }: ItemsProps) {
  const categories = useMemo(() => {
    const matches = makeMatcher(search);
    const groups = new Map<string, Item[]>();
    for (const { item } of toTree(items)) {
      if (item.competencyId === null || (matches && !matches(`${textOf(item)} ${item.category ?? ""}`))) continue;
      const name = item.category ?? strings.uncategorised;
      const group = groups.get(name);
      if (group) group.push(item);
      else groups.set(name, [item]);
    }
    return [...groups];
  }, [items, search]);

  const common = useMemo(() => commonMeta(items), [items]);

  if (categories.length === 0) return <p className="py-8 text-center text-muted">{strings.noItemsMatch}</p>;
  return (
    <div className="flex flex-col gap-4">
      {common ? <p className="num text-sm text-muted">{strings.commonFacts(common)}</p> : null}
      {categories.map(([category, competencies]) => (
        <Card key={category}>
          <CardHeader
            actions={<span className="num text-muted">{strings.competencyCount(competencies.length)}</span>}
            divided
            title={category}
          />
          <ul className="divide-y divide-separator">
            {competencies.map((item) => (
              <CompetencyRow common={common} item={item} key={item.identifier} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

function CompetencyRow({ item, common }: { item: Item; common: string | undefined }) {
  const meta = metaOf(item);
  return (
    <li className="px-5 py-3 max-md:px-4">
      <p className="text-pretty">
        {item.code ? <span className="num me-2 text-sm text-muted">{item.code}</span> : null}
        {item.statement}
      </p>
      {meta === common ? null : <p className="num mt-0.5 text-sm text-muted">{meta}</p>}
    </li>
  );
}

/** The line that most competencies share, if it is shared at all: it is said once, above them. */
export function commonMeta(items: readonly Item[]): string | undefined {
  const counts = new Map<string, number>();
  for (const item of items) {
    if (item.competencyId === null) continue;
    const meta = metaOf(item);
    counts.set(meta, (counts.get(meta) ?? 0) + 1);
  }
  const [most, count = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  return count > 2 ? most : undefined;
}

/** Whether the tree says more than the competencies by category: it does where categories lie in categories. */
export function hasStructure(items: readonly Item[]): boolean {
  return toTree(items).some(({ level, hasChildren }) => hasChildren && level > 1);
}

/** "Fundamental · Required · Target 4 on O-SCORE". */
function metaOf(item: Item): string {
  const target =
    item.targetRating === null
      ? []
      : [item.ratingScale ? strings.targetOn(item.targetRating, item.ratingScale) : strings.target(item.targetRating)];
  return [
    ...(item.level ? [strings.levels[item.level]] : []),
    ...(item.isRequired === null ? [] : [item.isRequired ? strings.requiredWord : strings.optional]),
    ...target,
  ].join(" · ");
}
