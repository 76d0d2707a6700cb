import type { CalendarEvent } from "#src/features/calendar/icalendar.ts";
import type { Entry } from "#src/features/calendar/queries.ts";

const mostNames = 50;

/** An entry in words. It names no person but its reader, since calendar programs send what they read to their makers. */
export function eventOf(entry: Entry, { userId, appUrl }: { userId: string; appUrl: string }): CalendarEvent {
  const { kind, key, startsOn, endsOn, changedAt, place } = entry;
  const { summary, description, path } = wordsOf(entry);
  return {
    uid: `${kind}-${key}-${userId}@competency`,
    startsOn,
    endsOn,
    summary,
    description,
    location: place,
    url: appUrl + path,
    changedAt,
  };
}

function wordsOf({ kind, name, names, count }: Entry): { summary: string; description: string; path: string } {
  switch (kind) {
    case "due":
      return {
        summary: count === 1 ? "1 competency is due" : `${count} competencies are due`,
        description: listOf(names),
        path: "/dashboard/student/competencies",
      };
    case "placement":
      return { summary: name, description: "", path: "/dashboard/student" };
    case "supervised":
      return {
        summary: name,
        description: count === 1 ? "1 student of yours" : `${count} students of yours`,
        path: "/dashboard/clinical-supervisor/students",
      };
    case "rotation":
      return { summary: name, description: "", path: "/dashboard/school-admin/rotations" };
    case "requests":
      return {
        summary: count === 1 ? "1 request to answer" : `${count} requests to answer`,
        description: listOf(names),
        path: "/dashboard/clinical-supervisor",
      };
  }
}

function listOf(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return [...names.slice(0, mostNames), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}
