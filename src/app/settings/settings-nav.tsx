"use client";

import { Bell, CalendarDays, CircleUser, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "#src/ui/cn.ts";
import { strings } from "../strings.ts";

const calendarHref = "/settings/calendar";
const pages = [
  { href: "/settings/profile", label: strings.settings.profile, icon: <CircleUser aria-hidden /> },
  { href: "/settings/notifications", label: strings.settings.notifications, icon: <Bell aria-hidden /> },
  { href: "/settings/privacy", label: strings.settings.privacy, icon: <ShieldCheck aria-hidden /> },
  { href: calendarHref, label: strings.settings.calendar, icon: <CalendarDays aria-hidden /> },
] as const;

/** The pages of a person's own settings: a column on a wide screen, else a row of tabs. */
export function SettingsNav({ hasCalendar }: { hasCalendar: boolean }) {
  const pathname = usePathname();
  return (
    <nav aria-label={strings.settings.title} className="print:hidden xl:w-[180px] xl:shrink-0">
      <p aria-hidden className="mb-1 px-3 text-xs font-medium text-muted max-xl:hidden">
        {strings.settings.title}
      </p>
      <ul className="flex gap-5 max-xl:mb-5 max-xl:overflow-x-auto max-xl:shadow-[inset_0_-1px_0_var(--border)] max-xl:[scrollbar-width:none] xl:flex-col xl:gap-1">
        {pages
          .filter(({ href }) => hasCalendar || href !== calendarHref)
          .map(({ href, label, icon }) => {
            const isHere = pathname === href || pathname.startsWith(`${href}/`);
            return (
              <li key={href}>
                <Link
                  aria-current={isHere ? "page" : undefined}
                  className={cn(
                    "flex h-10 items-center gap-2.5 text-base font-medium whitespace-nowrap text-muted outline-offset-[-2px] hover:text-foreground touch:h-11 xl:rounded-ctl xl:px-3 [&_svg]:size-4.5",
                    "max-xl:border-b-2 max-xl:border-transparent",
                    isHere && "text-foreground max-xl:border-accent xl:bg-surface-tertiary",
                  )}
                  href={href}
                >
                  {icon}
                  {label}
                </Link>
              </li>
            );
          })}
      </ul>
    </nav>
  );
}
