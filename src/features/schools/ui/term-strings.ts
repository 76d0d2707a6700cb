/** Texts of the choice of a term beside dates. */
export const termStrings = {
  term: "Term",
  fillsDays: "Fills in the first and the last day.",
  fillsDay: "Fills in the date.",
  endOf: (name: string) => `End of ${name}`,
  within: (name: string) => `Within ${name}`,
} as const;
