import type { ReactNode } from "react";
import { BottomBar } from "./bottom-bar.tsx";
import { Logo, type SchoolLogo } from "./logo.tsx";
import type { NavItem } from "./nav-item.ts";
import { PrintHead } from "./print-head.tsx";
import { SidebarNav } from "./sidebar-nav.tsx";
import { StickyHeader } from "./sticky-bar.tsx";
import { strings } from "./strings.ts";
import { ThemeToggle } from "./theme-toggle.tsx";

type ShellProps = {
  /** At the end of the header: the menu of the signed-in user. */
  account: ReactNode;
  /** In order; items with `phone` are also in the bottom bar. */
  nav: readonly NavItem[];
  /** In place of the program's own. */
  logo?: SchoolLogo | undefined;
  /** At the bottom of the sidebar: the current placement. */
  aside?: ReactNode;
  /** Below the header, on every page: what kind of place this is. */
  notice?: ReactNode;
  /** In the header, before the theme toggle: the notifications bell. */
  notifications?: ReactNode;
  /** In the header, before the bell: the live indicator. */
  status?: ReactNode;
  /** In the header: the box that opens the palette. */
  search: ReactNode;
  /** The pages have a header of their own on a phone; the attribute `data-keeps-shell` in one brings this back. */
  isTask?: boolean;
  children: ReactNode;
};

/** The frame of every signed-in page. On an assessment the form's footer replaces the bottom bar. */
export function Shell({
  account,
  nav,
  logo,
  aside,
  notice,
  notifications,
  status,
  search,
  isTask,
  children,
}: ShellProps) {
  return (
    <div
      className="min-h-dvh md:grid md:grid-cols-[232px_minmax(0,1fr)] print:block"
      data-task-shell={isTask ? "" : undefined}
    >
      <a
        className="sr-only z-60 rounded-ctl bg-accent px-4 py-2.5 font-medium text-accent-foreground focus:not-sr-only focus:fixed focus:start-3 focus:top-3 print:hidden"
        href="#content"
      >
        {strings.skipToContent}
      </a>

      <aside className="sticky top-0 hidden h-dvh flex-col border-e border-border bg-surface md:flex print:hidden">
        <Logo className="h-16 px-5" href={nav[0]?.href ?? "/"} school={logo} />
        <SidebarNav items={nav} />
        {aside ? <div className="mt-auto p-3">{aside}</div> : null}
      </aside>

      <div className="flex min-h-dvh min-w-0 flex-col" data-shell-body="">
        <StickyHeader
          className="sticky top-0 z-30 h-14 border-b border-border bg-surface md:h-16 print:hidden"
          data-shell-header=""
        >
          <div className="mx-auto flex h-full max-w-[1200px] items-center gap-1 px-4 md:gap-2 md:px-8">
            <Logo className="md:hidden" href={nav[0]?.href ?? "/"} school={logo} short />
            {search}
            <div className="flex items-center gap-0.5 md:ms-auto md:gap-1">
              {status ? <div className="me-1 sm:me-2">{status}</div> : null}
              {notifications}
              <ThemeToggle />
              {account}
            </div>
          </div>
        </StickyHeader>
        {notice}
        <main
          className="mx-auto w-full max-w-[1200px] flex-1 px-4 pt-5 pb-28 outline-none md:px-8 md:pt-8 md:pb-12 print:max-w-none print:p-0"
          id="content"
          tabIndex={-1}
        >
          <PrintHead />
          {children}
        </main>
        <BottomBar items={nav} />
      </div>
    </div>
  );
}
