"use client";

import { useState } from "react";
import type { ImportUpdate } from "#src/features/frameworks/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { frameworkPages } from "../framework-paths.ts";
import { strings } from "./import-strings.ts";

const shownAtFirst = 5;

/** What the file changes in the framework that it was before. */
export function ImportUpdateCard({ update }: { update: ImportUpdate }) {
  const [showsAll, setShowsAll] = useState(false);
  const { counts, changes } = update;
  const shown = showsAll ? changes : changes.slice(0, shownAtFirst);
  const figures = [
    { label: strings.updateAdded, value: counts.added },
    { label: strings.updateChanged, value: counts.changed },
    { label: strings.updateRetired, value: counts.retired },
    { label: strings.updateUnchanged, value: counts.unchanged },
  ];
  return (
    <Card aria-labelledby="update-title">
      <CardHeader
        description={
          <>
            {strings.updateHelp}{" "}
            <TextLink href={frameworkPages.one(update.frameworkId)}>{strings.updateOpen(update.name)}</TextLink>
          </>
        }
        title={strings.updateTitle(update.version)}
        titleId="update-title"
      />
      <dl className="grid grid-cols-2 border-t border-separator sm:grid-cols-4">
        {figures.map(({ label, value }) => (
          <div className="px-5 py-3.5 max-md:px-4" key={label}>
            <dt className="text-sm text-muted">{label}</dt>
            <dd className="num mt-0.5 text-lg font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      {shown.length > 0 ? (
        <ul className="divide-y divide-separator border-t border-separator">
          {shown.map((change, at) => (
            <li
              className="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-1 px-5 py-2.5 max-md:px-4"
              // biome-ignore lint/suspicious/noArrayIndexKey: changes never change their order.
              key={at}
            >
              <span className="line-clamp-2 min-w-0 flex-1">
                {change.code ? <span className="num me-2 text-sm text-muted">{change.code}</span> : null}
                {change.name}
                {change.fields.length > 0 ? (
                  <span className="block text-sm text-muted">{change.fields.join(", ")}</span>
                ) : null}
              </span>
              <Badge tone={change.kind === "added" ? "accent" : "outline"}>{strings.updateKinds[change.kind]}</Badge>
            </li>
          ))}
        </ul>
      ) : null}
      {changes.length > shown.length ? (
        <div className="border-t border-separator px-2 py-1.5">
          <Button onClick={() => setShowsAll(true)} variant="ghost">
            {strings.showAll(changes.length)}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
