const systemClock = (): Date => new Date();

let clock = systemClock;

/** The only clock of the program, so that a test can say what time it is. */
export function now(): Date {
  return clock();
}

/** For tests: reads the time from elsewhere; without an argument the machine's time again. */
export function setClock(read: () => Date = systemClock): void {
  clock = read;
}
