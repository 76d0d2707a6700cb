import { AppError } from "#src/errors.ts";

type Limits = { totalBytes: number; personBytes: number; personCount: number };

/** What bodies may occupy at once in this process, of everybody together and of one person. */
export class BodyBudget {
  readonly #limits: Limits;
  readonly #persons = new Map<string, { bytes: number; count: number }>();
  #usedBytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Reserves room before the body is read; the returned function gives it back. Throws `rate_limited` when the person
   * has too much on the way, and `unavailable` when everybody together has.
   */
  take(person: string, sizeBytes: number): () => void {
    const { totalBytes, personBytes, personCount } = this.#limits;
    const own = this.#persons.get(person) ?? { bytes: 0, count: 0 };
    if (own.count >= personCount || (own.count > 0 && own.bytes + sizeBytes > personBytes)) {
      throw new AppError("rate_limited", "Too much is being uploaded at once. Wait until the others have arrived.", {
        retryAfterSeconds: 5,
      });
    }
    if (this.#usedBytes > 0 && this.#usedBytes + sizeBytes > totalBytes) {
      throw new AppError("unavailable", "Too many uploads at the moment. Nothing was lost; try again.", {
        retryAfterSeconds: 10,
      });
    }
    own.bytes += sizeBytes;
    own.count += 1;
    this.#usedBytes += sizeBytes;
    this.#persons.set(person, own);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      own.bytes -= sizeBytes;
      own.count -= 1;
      this.#usedBytes -= sizeBytes;
      if (own.count === 0) this.#persons.delete(person);
    };
  }
}

const mib = 1024 * 1024;

/** Uploads, on the disk. A browser sends six at once. */
export const uploadBudget = new BodyBudget({ totalBytes: 512 * mib, personBytes: 160 * mib, personCount: 6 });

/** Large JSON bodies; while one is parsed, it is in memory about three times. */
export const memoryBudget = new BodyBudget({ totalBytes: 64 * mib, personBytes: 40 * mib, personCount: 6 });
