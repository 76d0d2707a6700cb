import type { ReactNode } from "react";

export type NavItem = {
  href: string;
  label: string;
  /** A lucide icon element: elements cross from server to browser, component functions do not. */
  icon: ReactNode;
  /** One of the four on a phone's bottom bar. */
  phone?: boolean;
  /** A number that wants attention: requests waiting. 0 is not shown. */
  count?: number;
};

/** The item whose address is the longest start of the current one: /dashboard/student is not current on its children. */
export function currentHref(items: readonly { href: string }[], pathname: string): string | undefined {
  return items
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0]?.href;
}
