/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const maxTerms = 200;
export const maxLogoMib = 2;
/** The box in which a logo is drawn, in points; twice what the shell shows. */
export const logoBox = { width: 400, height: 96 };

export const schoolStates = ["OPEN", "SUSPENDED"] as const;
export type SchoolState = (typeof schoolStates)[number];

export const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
