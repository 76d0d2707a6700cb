import type { DueFrom, DueUnit } from "#src/features/deployments/values.ts";

const units: { value: DueUnit; label: string }[] = [
  { value: "WEEK", label: "weeks" },
  { value: "DAY", label: "days" },
];

const froms: { value: `${DueFrom}:${"after" | "before"}`; label: string }[] = [
  { value: "EFFECTIVE:after", label: "after a student gets it" },
  { value: "START:after", label: "after the cohort starts" },
  { value: "ROTATION_START:after", label: "after the placement starts" },
  { value: "ROTATION_START:before", label: "before the placement starts" },
  { value: "ROTATION_END:after", label: "after the placement ends" },
  { value: "ROTATION_END:before", label: "before the placement ends" },
];

/** Texts of due dates relative to a day of each student. */
export const ruleStrings = {
  count: "Number",
  unit: "Unit",
  from: "Counted from",
  units,
  froms,
  wrongCount: "Give a whole number, at most ten years.",
  rotation: "Rotation",
  rotationHelp: "Students without a placement there get the due date when they are placed. A moved placement moves it.",
  needsRotation: "Choose the rotation.",
  rotationsFailed: "The rotations could not be loaded. Check the connection and open this again.",
  startHelp: "A student whose cohort has no first day yet has no due date until it has one.",
  effectiveHelp: "For students who join later it is counted from the day they get it.",
} as const;
