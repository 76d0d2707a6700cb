"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, RefreshCw } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { SavedView } from "#src/features/saved-views/schema.ts";
import type { ViewPage } from "#src/features/saved-views/values.ts";
import { cn } from "#src/ui/cn.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import { strings } from "./strings.ts";
import { onError, useViews } from "./use-views.ts";
import type { ViewDialogProps } from "./view-dialog.tsx";
import { ViewMenu } from "./view-menu-later.tsx";
import { viewsQuery } from "./view-queries.ts";

const ViewDialog = loadLater<ViewDialogProps>(() => import("./view-dialog.tsx").then((file) => file.ViewDialog), {
  isWanted: () => true,
});

export type BuiltInView = { key: string; name: string; href: string; isCurrent: boolean; count: number | undefined };

type ViewChipsProps = {
  page: ViewPage;
  label: string;
  /** The address of the table, to which the query of a view is added. */
  path: string;
  /** What the address says now, and what it would say of a stored query, each without the question mark. */
  query: string;
  normalise: (query: string) => string;
  builtIn: readonly BuiltInView[];
};

/**
 * The views of a table as a row of links: the program's, then those that the reader saved. Which is current follows from
 * the address alone, so that a view can be opened beside and sent to somebody.
 */
export function ViewChips({ page, label, path, query, normalise, builtIn }: ViewChipsProps) {
  const views = useQuery(viewsQuery(page)).data?.items ?? [];
  const current = views.find((view) => normalise(view.query) === query);
  const { change, remove } = useViews(page);
  const [open, setOpen] = useState<{ renaming: SavedView | undefined }>();
  const saveButton = useRef<HTMLButtonElement>(null);
  // Whoever changes a filter of a view most likely wants to change the view.
  const [lastId, setLastId] = useState(current?.id);
  if (current && current.id !== lastId) setLastId(current.id);
  const last = current ? undefined : views.find(({ id }) => id === lastId);
  const isPlain = query === "" || builtIn.some((view) => view.isCurrent && view.href === `${path}?${query}`);

  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (current?.id) showInRow(list.current, list.current?.querySelector("[aria-current]"));
  }, [current?.id]);

  const update = (view: SavedView) => change.mutate({ from: view, to: { name: view.name, query } }, { onError });
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2 print:hidden">
      <nav
        aria-label={label}
        className="-mx-1 min-w-0 px-1 py-1 max-md:max-w-[calc(100%+8px)] max-md:overflow-x-auto md:contents"
      >
        <ul className="flex gap-2 max-md:w-max md:contents" ref={list}>
          {builtIn.map(({ key, name, href, isCurrent, count }) => (
            <li key={key}>
              <Chip href={href} isCurrent={isCurrent && !current}>
                {name}
                <span className={cn("num font-normal", !(isCurrent && !current) && "text-muted")}>
                  {count === undefined ? "…" : count.toLocaleString("en")}
                </span>
              </Chip>
            </li>
          ))}
          {views.map((view) => (
            <li className="flex items-center" key={view.id}>
              <Chip href={`${path}${view.query === "" ? "" : `?${view.query}`}`} isCurrent={view === current}>
                <span className="max-w-48 truncate">{view.name}</span>
              </Chip>
              {view === current ? (
                <ViewMenu
                  onDelete={() => {
                    remove.mutate(view);
                    requestAnimationFrame(() => saveButton.current?.focus());
                  }}
                  onRename={() => setOpen({ renaming: view })}
                  view={view}
                />
              ) : null}
            </li>
          ))}
        </ul>
      </nav>
      {last ? (
        <button className={addStyle} onClick={() => update(last)} type="button">
          <RefreshCw aria-hidden className="size-4 shrink-0" />
          <span className="max-w-56 truncate">{strings.update(last.name)}</span>
        </button>
      ) : null}
      {current ? null : (
        <button
          aria-haspopup="dialog"
          className={cn(addStyle, isPlain && "max-md:hidden")}
          onClick={() => setOpen({ renaming: undefined })}
          ref={saveButton}
          type="button"
        >
          <Plus aria-hidden className="size-4 shrink-0" />
          {strings.save}
        </button>
      )}
      {open ? (
        <ViewDialog
          onClose={() => setOpen(undefined)}
          page={page}
          query={query}
          renaming={open.renaming}
          views={views}
        />
      ) : null}
    </div>
  );
}

const chipStyle =
  "flex h-9 items-center gap-2 rounded-full border px-3.5 text-sm font-medium whitespace-nowrap transition-colors duration-150 touch:h-11";

const addStyle = cn(
  chipStyle,
  "max-w-full border-dashed border-control text-muted hover:bg-surface-secondary hover:text-foreground",
);

function Chip({ href, isCurrent, children }: { href: string; isCurrent: boolean; children: ReactNode }) {
  return (
    <Link
      aria-current={isCurrent ? "true" : undefined}
      className={cn(
        chipStyle,
        "border-border bg-surface hover:bg-surface-secondary",
        isCurrent && "border-accent bg-accent-soft text-accent-soft-foreground hover:bg-accent-soft",
      )}
      href={href}
      prefetch={false}
      scroll={false}
    >
      {children}
    </Link>
  );
}

/** On a phone the row is wider than the window: the current view is moved into sight, and the page stays. */
function showInRow(list: HTMLElement | null, chip: Element | null | undefined): void {
  const row = list?.parentElement;
  if (!row || !chip || row.scrollWidth <= row.clientWidth) return;
  const { left, width } = chip.getBoundingClientRect();
  const box = row.getBoundingClientRect();
  row.scrollLeft += left + width / 2 - (box.left + box.width / 2);
}
