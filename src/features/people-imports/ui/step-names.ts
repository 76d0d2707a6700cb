/** The steps after the file, as the address names them. */
export const stepNames = ["columns", "fix", "check"] as const;
export type StepName = (typeof stepNames)[number];
