/** How many recovery codes are made at once. */
export const codesAtOnce = 10;
/** For as many days a browser is not asked for the second factor again. */
export const rememberedDays = 30;
export const maxPasskeyNameLength = 60;
/** A sensitive act wants a proof of who one is that is not older. */
export const provedForMinutes = 10;
