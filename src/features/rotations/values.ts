/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/** The most students that are placed at once. */
export const maxPlacedAtOnce = 100;
/** The most supervisors of one placement. */
export const maxSupervisors = 10;

/** How many more students a rotation takes; null where nothing limits it. */
export function freePlaces(places: number | null, taken: number): number | null {
  return places === null ? null : Math.max(0, places - taken);
}
