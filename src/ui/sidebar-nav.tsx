"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./cn.ts";
import { currentHref, type NavItem } from "./nav-item.ts";
import { strings } from "./strings.ts";

export function SidebarNav({ items }: { items: readonly NavItem[] }) {
  const current = currentHref(items, usePathname());
  return (
    <nav aria-label={strings.mainNavigation} className="flex-1 overflow-y-auto px-3 pt-2">
      <ul className="flex flex-col gap-0.5">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              aria-current={item.href === current ? "page" : undefined}
              className={cn(
                "flex h-9 items-center gap-3 rounded-ctl px-2.5 text-base text-muted transition-colors duration-150 hover:bg-surface-secondary hover:text-foreground [&_svg]:size-[18px] [&_svg]:shrink-0",
                item.href === current &&
                  "bg-accent-soft font-medium text-accent-soft-foreground hover:bg-accent-soft hover:text-accent-soft-foreground",
              )}
              href={item.href}
            >
              {item.icon}
              <span className="min-w-0 flex-1 truncate">{item.label}</span>
              {item.count ? (
                <span className="num rounded-full bg-surface-tertiary px-1.5 text-2xs font-medium text-foreground">
                  {item.count}
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
