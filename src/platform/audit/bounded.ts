/**
 * Keeps what a hostile source can have written within bounds: its first few of a minute are written each by itself, the
 * rest are counted, and told at the end of the minute as one. So are the sources: from more than `mostSources`, all are
 * counted as one.
 */
export class Bounded<Sample> {
  readonly #limits: Limits;
  #admitted = new Map<string, number>();
  #counted = new Map<string, Counted<Sample>>();
  #total = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Whether this one is written by itself; else it has been counted. */
  admit(source: string, sample: Sample): boolean {
    const { each, all } = this.#limits;
    const admitted = this.#admitted.get(source) ?? 0;
    if (admitted < each && this.#total < all) {
      this.#admitted.set(source, admitted + 1);
      this.#total += 1;
      return true;
    }
    this.count(source, sample);
    return false;
  }

  count(source: string, sample: Sample): void {
    const key = this.#counted.has(source) || this.#counted.size < this.#limits.mostSources ? source : "";
    const known = this.#counted.get(key);
    this.#counted.set(key, { source: key, sample, times: (known?.times ?? 0) + 1 });
  }

  /** What was counted in the minute, which is over. An empty source stands for all that were too many to tell apart. */
  endMinute(): Counted<Sample>[] {
    const counted = [...this.#counted.values()];
    this.#admitted = new Map();
    this.#counted = new Map();
    this.#total = 0;
    return counted;
  }
}

/** Of a minute: how many of each source and of all are written by themselves, and how many sources are told apart. */
type Limits = { each: number; all: number; mostSources: number };
/** `sample` is the last of them. */
type Counted<Sample> = { source: string; sample: Sample; times: number };
