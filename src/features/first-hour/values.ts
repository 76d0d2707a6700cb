/** The first steps of a school, in the order in which each needs those before it. */
export const steps = ["people", "framework", "placement", "assign", "assessment"] as const;
export type Step = (typeof steps)[number];
