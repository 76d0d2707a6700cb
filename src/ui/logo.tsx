import Link from "next/link";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

/** The mark and the name; on narrow headers the mark alone, with the name as its label. */
export function Logo({ href, short = false, className }: { href: string; short?: boolean; className?: string }) {
  return (
    <Link
      {...(short ? { "aria-label": strings.productName } : {})}
      className={cn("inline-flex shrink-0 items-center gap-2.5 rounded-ctl outline-offset-[-2px]", className)}
      href={href}
    >
      <LogoMark className="size-[26px]" />
      {short ? null : <span className="text-md font-semibold tracking-tight">{strings.productName}</span>}
    </Link>
  );
}

function LogoMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden className={cn("text-accent", className)} fill="none" viewBox="0 0 26 26">
      <rect fill="currentColor" height="26" rx="7" width="26" />
      <path
        className="stroke-accent-foreground"
        d="m8 13.4 3.4 3.3L18.2 9.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth="2.4"
      />
    </svg>
  );
}
