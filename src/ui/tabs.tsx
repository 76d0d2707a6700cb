"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type Tab<Value extends string> = { value: Value; label: string; count?: number; content: ReactNode };

type TabsProps<Value extends string> = {
  /** Names the row of tabs for screen readers. */
  label: string;
  tabs: readonly Tab<Value>[];
  /** Controlled, for a tab in the address. */
  value?: Value;
  onValueChange?: (value: Value) => void;
  className?: string;
};

export function Tabs<Value extends string>({ label, tabs, value, onValueChange, className }: TabsProps<Value>) {
  return (
    <Base.Root
      className={className}
      {...(value === undefined ? { defaultValue: tabs[0]?.value } : { value })}
      onValueChange={(next: Value) => onValueChange?.(next)}
    >
      <Base.List
        aria-label={label}
        className="relative mb-5 flex gap-5 overflow-x-auto shadow-[inset_0_-1px_0_var(--border)] [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Base.Tab
            className={cn(
              "inline-flex h-10 items-center gap-2 border-b-2 border-transparent text-base font-medium whitespace-nowrap text-muted outline-offset-[-2px] hover:text-foreground touch:h-11",
              "data-active:border-accent data-active:text-foreground",
            )}
            key={tab.value}
            value={tab.value}
          >
            {tab.label}
            {tab.count === undefined ? null : (
              <span className="num rounded-full bg-surface-tertiary px-1.5 text-2xs font-medium text-foreground">
                {tab.count}
              </span>
            )}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel className="rounded-ctl" key={tab.value} value={tab.value}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
