/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/** From so many answers on, nobody can tell who said what. */
export const fewestAnswers = 3;
export const mostColleagues = 12;
export const maxAskingWords = 1000;

export const roundStates = ["OPEN", "CLOSED", "CALLED_OFF"] as const;
export type RoundState = (typeof roundStates)[number];
