import { FileQuestion } from "lucide-react";
import Link from "next/link";
import { strings } from "./strings.ts";

/** On every page until all is answered: a line, never a wall, since what is agreed to must be free. */
export function ConsentBanner() {
  return (
    <section
      aria-label={strings.banner}
      className="border-b border-border bg-accent-soft text-accent-soft-foreground print:hidden"
    >
      <div className="mx-auto flex max-w-[1200px] flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm md:px-8">
        <p className="flex min-w-56 flex-1 items-center gap-2">
          <FileQuestion aria-hidden className="size-4 shrink-0" />
          <span>
            <span className="font-semibold">{strings.banner}.</span> {strings.bannerText}
          </span>
        </p>
        <Link
          className="inline-flex min-h-9 items-center font-medium underline underline-offset-2 touch:min-h-11"
          href="/settings/privacy"
        >
          {strings.bannerAction}
        </Link>
      </div>
    </section>
  );
}
