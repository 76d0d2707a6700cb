import type { Cache, Loaded } from "#src/platform/cache/cache.ts";

/**
 * The values of many keys, in the order of `wanted`. Those that are not kept are loaded together, after one turn of the
 * event loop: for a cache of the process only, since one that asks Redis first has not called back by then.
 */
export async function readTogether<Wanted>(
  cache: Cache,
  wanted: readonly Wanted[],
  {
    keyOf,
    loadAll,
  }: {
    keyOf: (one: Wanted, at: number) => string;
    loadAll: (missing: readonly Wanted[]) => Promise<(one: Wanted) => Loaded>;
  },
): Promise<(string | undefined)[]> {
  const missing: Wanted[] = [];
  const loaded = new Promise((done) => setImmediate(done)).then(() =>
    missing.length > 0 ? loadAll(missing) : () => undefined,
  );
  const load = async (one: Wanted) => {
    missing.push(one);
    return (await loaded)(one);
  };
  return Promise.all(wanted.map((one, at) => cache.read({ key: keyOf(one, at), load: () => load(one) })));
}
