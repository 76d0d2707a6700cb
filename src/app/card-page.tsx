import type { ReactNode } from "react";
import { ThemeToggle } from "#src/ui/theme-toggle.tsx";

/** The frame of a page with one card, for people who are not signed in. */
export function CardPage({ logo, children }: { logo: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex h-16 w-full max-w-[1200px] items-center justify-between px-4 md:px-8">
        {logo}
        <div className="-me-2.5 print:hidden">
          <ThemeToggle />
        </div>
      </header>
      <main className="flex flex-1 flex-col items-center px-4 pt-[max(16px,6vh)] pb-12" id="content">
        <div className="w-full max-w-[400px]">{children}</div>
      </main>
    </div>
  );
}
