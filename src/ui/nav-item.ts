import type { ReactNode } from "react";

export type NavItem = {
  href: string;
  label: string;
  /** A lucide icon element: elements cross from server to browser, component functions do not. */
  icon: ReactNode;
  /** Whether the item is one of the four in a phone's bottom bar. */
  phone?: boolean;
  /** The number of waiting items, such as requests. 0 is not shown. */
  count?: number;
};

const placesOfBar = 4;

/** What a phone has in its bottom bar, and what only its account menu has. */
export function splitForPhone(items: readonly NavItem[]): { bar: NavItem[]; others: NavItem[] } {
  const bar = items.filter(({ phone }) => phone).slice(0, placesOfBar);
  return { bar, others: items.filter((item) => !bar.includes(item)) };
}

/** The item whose address is the longest prefix of the current one. */
export function currentHref(items: readonly { href: string }[], pathname: string): string | undefined {
  return items
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0]?.href;
}
