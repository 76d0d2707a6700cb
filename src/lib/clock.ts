const systemClock = (): Date => new Date();

let clock = systemClock;

/** The only clock of the program, so that a test can set the time. */
export function now(): Date {
  return clock();
}

/** For tests: replaces the clock; without an argument it is the machine's again. */
export function setClock(read: () => Date = systemClock): void {
  clock = read;
}
