/** A place among those that run or wait. `leave` may be called at any time, and more than once. */
export type Place = { turn: Promise<void>; leave: () => void };

/** Lets so many run at once; the others wait in the order in which they came. */
export class Turns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  take(atOnce: number): Place {
    let isLeft = false;
    let start = () => {};
    const turn = new Promise<void>((resolve) => {
      start = resolve;
    });
    if (this.#running < atOnce) {
      this.#running += 1;
      start();
    } else {
      this.#waiting.push(start);
    }
    return {
      turn,
      leave: () => {
        if (isLeft) return;
        isLeft = true;
        const at = this.#waiting.indexOf(start);
        if (at >= 0) {
          this.#waiting.splice(at, 1);
          return;
        }
        // The place is handed on, so that as many run as before.
        const next = this.#waiting.shift();
        if (next) next();
        else this.#running -= 1;
      },
    };
  }
}
