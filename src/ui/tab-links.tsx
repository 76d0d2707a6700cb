"use client";

import Link from "next/link";
import type { MouseEvent } from "react";
import { cn } from "./cn.ts";

type TabLink<Value extends string> = { value: Value; label: string; href: string; count?: number };

type TabLinksProps<Value extends string> = {
  /** Names the row for screen readers. */
  label: string;
  tabs: readonly TabLink<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
};

/**
 * Tabs whose choice is in the address: links that look like `Tabs`, so that each can be opened in a tab of the browser,
 * and a page needs none of the script of Tabs.
 */
export function TabLinks<Value extends string>({ label, tabs, value, onValueChange }: TabLinksProps<Value>) {
  const choose = (event: MouseEvent, next: Value) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onValueChange(next);
  };
  return (
    <nav aria-label={label} className="mb-5 print:hidden">
      <ul className="flex gap-5 overflow-x-auto shadow-[inset_0_-1px_0_var(--border)] [scrollbar-width:none]">
        {tabs.map((tab) => (
          <li key={tab.value}>
            <Link
              aria-current={tab.value === value ? "page" : undefined}
              className={cn(
                "inline-flex h-10 items-center gap-2 border-b-2 border-transparent text-base font-medium whitespace-nowrap text-muted outline-offset-[-2px] hover:text-foreground touch:h-11",
                tab.value === value && "border-accent text-foreground",
              )}
              href={tab.href}
              onClick={(event) => choose(event, tab.value)}
              prefetch={false}
              ref={tab.value === value ? showCurrent : null}
            >
              {tab.label}
              {tab.count === undefined ? null : (
                <span className="num rounded-full bg-surface-tertiary px-1.5 text-2xs font-medium text-foreground">
                  {tab.count}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Where there is no room for all tabs, scrolls sideways to the chosen one and to a part of the one beside it. */
function showCurrent(tab: HTMLElement | null): void {
  const list = tab?.closest("ul");
  if (!tab || !list) return;
  const beside = 40;
  const { left, right } = tab.getBoundingClientRect();
  const box = list.getBoundingClientRect();
  if (right + beside > box.right) list.scrollLeft += right + beside - box.right;
  else if (left - beside < box.left) list.scrollLeft -= box.left + beside - left;
}
