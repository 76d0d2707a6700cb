import Link from "next/link";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type LogoProps = {
  href: string;
  short?: boolean;
  /** Of a school: shown in place of the mark and the name. */
  school?: SchoolLogo | undefined;
  className?: string;
};

export type SchoolLogo = { src: string; name: string };

/** The mark and the name; on narrow headers the mark alone, with the name as its label. */
export function Logo({ href, short = false, school, className }: LogoProps) {
  if (school) {
    return (
      <Link
        className={cn("inline-flex shrink-0 items-center rounded-ctl outline-offset-[-2px]", className)}
        href={href}
      >
        {/* biome-ignore lint/performance/noImgElement: it is as large as it is shown, and comes from the API. */}
        <img
          alt={school.name}
          className={cn(
            // Most are drawn for paper.
            "h-9 rounded-sm object-contain object-left dark:bg-white dark:px-1.5 rtl:object-right",
            short ? "w-28" : "w-[180px]",
          )}
          height={36}
          src={school.src}
          width={short ? 112 : 180}
        />
      </Link>
    );
  }
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
