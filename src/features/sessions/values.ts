/** How many recovery codes are made at once. */
export const codesAtOnce = 10;
/** For as many days a browser is not asked for the second factor again. */
export const rememberedDays = 30;
export const maxPasskeyNameLength = 60;
/** A sensitive act wants a proof of who one is that is not older. */
export const provedForMinutes = 10;
/** Between which a school chooses how long its people stay signed in. */
export const idleMinutes = { least: 15, most: 30 * 24 * 60 };
export const longestHours = { least: 1, most: 90 * 24 };
export const sharedIdleMinutes = { least: 2, most: 60, usual: 10 };
/** On a device that others use too nobody stays signed in for longer than a shift. */
export const sharedLongestHours = 12;
