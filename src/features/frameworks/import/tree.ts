/**
 * The circle that starts at `start` when each step goes to the parent, or undefined. `settled` remembers what is known
 * to lead to the top, so that looking at all items is linear.
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
