/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/** The most students that are placed at once. */
export const maxPlacedAtOnce = 100;
/** The most supervisors of one placement. */
export const maxSupervisors = 10;

/** How many more students a rotation takes; null where nothing limits it. */
export function freePlaces(places: number | null, taken: number): number | null {
  return places === null ? null : Math.max(0, places - taken);
}

export type Phase = "PLANNED" | "RUNNING" | "OVER";

export const phaseWords: Record<Phase, string> = { PLANNED: "Later", RUNNING: "Now", OVER: "Over" };

/** Where a rotation is on a day of the school. */
export function phaseOn(day: string, { startsOn, endsOn }: { startsOn: string; endsOn: string }): Phase {
  if (endsOn < day) return "OVER";
  return startsOn > day ? "PLANNED" : "RUNNING";
}

/** What a search among rotations looks at. */
export function searchedText({ name, site, unit }: { name: string; site: string; unit: string }): string {
  return `${name} ${site} ${unit}`;
}
