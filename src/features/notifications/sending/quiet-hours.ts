import { addDays, dayIn, instantIn } from "#src/lib/day.ts";
import type { notificationSettings } from "#src/platform/db/tables/notifications.ts";

/** On the clocks of `timeZone`, "22:00" to "07:00": the night belongs to the day on which it begins. */
export type QuietHours = {
  from: string;
  to: string;
  days: (typeof notificationSettings.$inferSelect)["quietDays"];
  timeZone: string;
};

/** The end of the quiet hours in which an instant lies; undefined outside of them. */
export function quietUntil(at: Date, { from, to, days, timeZone }: QuietHours): Date | undefined {
  const today = dayIn(at, timeZone);
  return [addDays(today, -1), today]
    .filter((day) => isQuietDay(day, days))
    .map((day) => ({
      start: instantIn(day, from, timeZone),
      end: instantIn(to > from ? day : addDays(day, 1), to, timeZone),
    }))
    .find(({ start, end }) => start <= at && at < end)?.end;
}

function isQuietDay(day: string, days: QuietHours["days"]): boolean {
  if (days === "EVERY_DAY") return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return (days === "WEEKENDS") === (weekday === 0 || weekday === 6);
}
