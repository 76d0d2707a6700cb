"use client";

import { createContext, type ReactNode, startTransition, use, useEffect, useMemo, useState } from "react";
import { dayIn } from "#src/lib/day.ts";
import {
  daysFromToday,
  dueTone,
  formatDay,
  formatDue,
  formatFull,
  formatLongDay,
  formatMonth,
  formatRelative,
  formatTile,
  formatTime,
  machineDate,
  type Reader,
} from "./format-date.ts";

/** The server's knowledge of the reader when it rendered; the browser's first render must use the same values. */
export type ReaderSeed = { locale: string; timeZone: string; now: string };

const ReaderContext = createContext<Reader | null>(null);

/** How often an open page updates its relative dates. */
const refreshMs = 60_000;

/**
 * The first render uses the server's locale, time zone and clock, so that hydration finds the same text. After that the
 * browser's own time zone is used, and stored in a cookie for the next page.
 */
export function ReaderProvider({ seed, children }: { seed: ReaderSeed; children: ReactNode }) {
  const [reader, setReader] = useState<Reader>({
    locale: seed.locale,
    timeZone: seed.timeZone,
    now: new Date(seed.now),
  });

  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser that we support has the Cookie Store API.
    document.cookie = `tz=${encodeURIComponent(timeZone)}; path=/; max-age=31536000; samesite=lax`;
    // A transition, because a plain update would discard parts of the page that are still being hydrated.
    const tick = () => startTransition(() => setReader((known) => ({ ...known, timeZone, now: new Date() })));
    tick();
    const timer = setInterval(tick, refreshMs);
    return () => clearInterval(timer);
  }, []);

  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

/** Around the pages of a school: its days are those by which due dates are counted. */
export function SchoolTime({
  timeZone,
  ownTimeZone,
  children,
}: {
  timeZone: string;
  /** Chosen by the reader; times are shown in it on every device. */
  ownTimeZone: string | null;
  children: ReactNode;
}) {
  const reader = use(ReaderContext);
  const own = useMemo(
    () => reader && { ...reader, schoolTimeZone: timeZone, timeZone: ownTimeZone ?? reader.timeZone },
    [reader, timeZone, ownTimeZone],
  );
  return <ReaderContext value={own}>{children}</ReaderContext>;
}

/** Date formatting for the current reader, for words inside a sentence. For a separate date use DateText. */
export function useDates() {
  const reader = use(ReaderContext);
  if (!reader) throw new Error("useDates needs the ReaderProvider that Providers renders.");
  return useMemo(
    () => ({
      /** "Today, 09:40", "Yesterday", "18 Nov". */
      relative: (value: string | Date) => formatRelative(value, reader),
      /** "18 Nov". */
      day: (value: string | Date) => formatDay(value, reader),
      /** "18 November". */
      longDay: (value: string | Date) => formatLongDay(value, reader),
      /** "18 November 2026, 09:40". */
      full: (value: string | Date) => formatFull(value, reader),
      time: (value: string | Date) => formatTime(value, reader),
      /** "Nov". */
      month: (value: string | Date) => formatMonth(value, reader),
      /** "Due in 2 days". */
      due: (value: string | Date) => formatDue(value, reader),
      dueTone: (value: string | Date) => dueTone(value, reader),
      daysFromToday: (value: string | Date) => daysFromToday(value, reader),
      tile: (value: string | Date) => formatTile(value, reader),
      machine: machineDate,
      locale: reader.locale,
      timeZone: reader.timeZone,
      /** The school's calendar day now, such as "2026-12-09". */
      schoolDay: dayIn(reader.now, reader.schoolTimeZone ?? reader.timeZone),
      now: reader.now,
    }),
    [reader],
  );
}
