/**
 * `urgent` is what somebody at the bedside would lose or wait for: a rating, a session that goes on. `heavy` is what takes the
 * processor or the database for long and can come later: reports, analytics, exports, what a browser fetches in advance.
 */
export type Urgency = "urgent" | "ordinary" | "heavy";

/** Of all places, those that may be taken before a request of this urgency is refused. */
const shares: Record<Urgency, number> = { urgent: 1, ordinary: 0.6, heavy: 0.25 };
/** Of these, what one school may hold, so that a flood from one leaves room for the others. */
const shareOfSchool = 0.75;

/**
 * The places of a process for requests that are being answered. Whatever makes answers slow (too many requests, a
 * database that waits, a hash) fills them, and then a request is refused at once, while refusing still costs nothing:
 * the heavy first, the urgent last.
 */
export class Admission {
  readonly #places: number;
  #taken = 0;
  readonly #ofSchool = new Map<string, number>();
  readonly #refused: (urgency: Urgency) => void;

  constructor(places: number, refused: (urgency: Urgency) => void = () => {}) {
    this.#places = places;
    this.#refused = refused;
  }

  get taken(): number {
    return this.#taken;
  }

  /**
   * A place until what it returns is called, which may be more than once; undefined where there is none. `school` is
   * empty for whoever is not signed in. A page weighs as much as several answers.
   */
  enter(urgency: Urgency, school = "", weight = 1): (() => void) | undefined {
    const allowed = this.#places * shares[urgency];
    const own = this.#ofSchool.get(school) ?? 0;
    if (this.#taken + weight > allowed || own + weight > allowed * shareOfSchool) {
      this.#refused(urgency);
      return undefined;
    }
    this.#take(school, weight);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.#take(school, -weight);
    };
  }

  #take(school: string, weight: number): void {
    this.#taken += weight;
    const own = (this.#ofSchool.get(school) ?? 0) + weight;
    if (own > 0) this.#ofSchool.set(school, own);
    else this.#ofSchool.delete(school);
  }
}

/** Seconds after which a refused request may come again, not all at the same moment. */
export function comeBackSeconds(): number {
  return 2 + Math.floor(Math.random() * 4);
}
