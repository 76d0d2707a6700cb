"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./cn.ts";
import { currentHref, type NavItem, splitForPhone } from "./nav-item.ts";
import { bottomBar } from "./sticky-bar.tsx";
import { strings } from "./strings.ts";

/** Pages whose form has its own sticky footer. */
const formPages = /^\/((assessment|feedback)(\/|$)|dashboard\/(student\/requests\/new$|[^/]+\/submissions\/[^/]+$))/;

/** Four of the destinations within reach of the thumb, on phones only. A page of another one marks none of them. */
export function BottomBar({ items }: { items: readonly NavItem[] }) {
  const pathname = usePathname();
  const { bar } = splitForPhone(items);
  if (bar.length === 0 || formPages.test(pathname)) return null;
  const current = currentHref(items, pathname);
  return (
    <nav
      {...bottomBar}
      aria-label={strings.bottomNavigation}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-border bg-surface pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      <ul className="mx-auto grid max-w-[480px] auto-cols-fr grid-flow-col">
        {bar.map((item) => (
          <li className="min-w-0" key={item.href}>
            <Link
              aria-current={item.href === current ? "page" : undefined}
              className={cn(
                "relative flex h-14 flex-col items-center justify-center gap-0.5 text-2xs text-muted outline-offset-[-2px] [&_svg]:size-5",
                item.href === current && "font-medium text-accent",
              )}
              href={item.href}
            >
              {item.icon}
              <span className="max-w-full truncate px-1">{item.label}</span>
              {item.count ? (
                <span className="num absolute start-1/2 top-1 ms-2 min-w-4 rounded-full bg-danger px-1 text-center text-[10px] leading-4 font-semibold text-danger-foreground">
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
