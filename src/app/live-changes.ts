import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";

/** Data in view is loaded again at most this often, however many events say that it changed. */
const pauseMs = 1_000;

/**
 * Loads again what changed, at once for a single event. While competencies are given to a whole school there are
 * hundreds of events a second; what they changed is gathered and loaded again once.
 */
export class LiveChanges {
  readonly #queryClient: QueryClient;
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queryClient: QueryClient) {
    this.#queryClient = queryClient;
  }

  /** Everything under the key is out of date. */
  add(key: QueryKey): void {
    this.#changed.add(hashKey(key));
    // The keys of one event are added one after the other, so the first does not go alone.
    this.#timer ??= setTimeout(this.#load, 0);
  }

  readonly #load = (): void => {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    // Looked up by the beginnings of each query's key: comparing each query with thousands of keys takes too long.
    void this.#queryClient.invalidateQueries({
      predicate: ({ queryKey }) => queryKey.some((_, index) => changed.has(hashKey(queryKey.slice(0, index + 1)))),
    });
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#changed.size > 0) this.#load();
    }, pauseMs);
  };
}
