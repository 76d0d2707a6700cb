/**
 * Finds the circle that is reached from `start` by going from parent to parent, or undefined. `settled` stores the
 * items that were visited, so that checking all items takes linear time.
 */
export function findCircle(
  start: string,
  parents: ReadonlyMap<string, string | null>,
  settled: Set<string>,
): string[] | undefined {
  const trail: string[] = [];
  const seen = new Map<string, number>();
  for (let at: string | null | undefined = start; at !== null && at !== undefined; at = parents.get(at)) {
    if (settled.has(at)) break;
    const known = seen.get(at);
    if (known !== undefined) {
      for (const one of trail) settled.add(one);
      return trail.slice(known);
    }
    seen.set(at, trail.length);
    trail.push(at);
  }
  for (const one of trail) settled.add(one);
  return undefined;
}
