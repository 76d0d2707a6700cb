import type { ScheduleOfJob } from "#src/features/jobs/schema.ts";
import { jobsStrings as strings } from "./jobs-strings.ts";

export function durationOf(seconds: number): string {
  if (seconds < 90) return strings.seconds(Math.round(seconds));
  if (seconds < 90 * 60) return strings.minutes(Math.round(seconds / 60));
  return seconds < 48 * 3600 ? strings.hours(Math.round(seconds / 3600)) : strings.days(Math.round(seconds / 86_400));
}

/** A schedule in words, for the forms of cron lines that the program has; others are shown as they are. */
export function scheduleWords({ everyMs, pattern, timeZone }: ScheduleOfJob): string {
  if (everyMs !== null) {
    const seconds = everyMs / 1000;
    if (seconds < 60) return strings.everySeconds(seconds);
    return seconds < 3600 ? strings.everyMinutes(seconds / 60) : strings.everyHours(seconds / 3600);
  }
  const words = cronWords(pattern ?? "");
  return timeZone === null || words.isHourly ? words.text : strings.inZone(words.text, timeZone);
}

function cronWords(pattern: string): { text: string; isHourly?: boolean } {
  const [, minute = "", hour = "", weekday = ""] = /^(\d+) (\d+|\*) \* \* ([1*])$/.exec(pattern) ?? [];
  if (minute === "") return { text: strings.cron(pattern) };
  if (hour === "*") return { text: strings.hourly(minute.padStart(2, "0")), isHourly: true };
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  return { text: weekday === "1" ? strings.weekly(time) : strings.daily(time) };
}
