/** All texts of a competency's own page. */
export const competencyStrings = {
  competency: "Competency",
  due: (words: string, day: string) => `${words}, ${day}`,
  dueOn: (day: string) => `Due ${day}`,
  completedOn: (day: string) => `Completed ${day}`,
  expiresOn: (words: string, day: string) => `${words}, ${day}`,
  askForAssessment: "Ask for an assessment",
  assess: "Assess",

  notAssigned: "No longer assigned",
  timesAtTarget: (have: number, need: number) => `${have} of ${need} at the target`,
  notAssessed: "Not assessed yet",
  notEnough: "Not enough evidence yet",
  passed: "Passed",
  notPassed: "Not passed yet",
  atTarget: (isOwn: boolean) => `At ${isOwn ? "your" : "the"} target`,
  levelsBelow: (count: string, isOne: boolean, isOwn: boolean) =>
    `${count} ${isOne ? "level" : "levels"} below ${isOwn ? "your" : "the"} target`,
  levelsAbove: (count: string, isOne: boolean, isOwn: boolean) =>
    `${count} ${isOne ? "level" : "levels"} above ${isOwn ? "your" : "the"} target`,
  below: (difference: string, isOwn: boolean) => `${difference} below ${isOwn ? "your" : "the"} target`,
  above: (difference: string, isOwn: boolean) => `${difference} above ${isOwn ? "your" : "the"} target`,
  lastSeen: (level: string, by: string, day: string) => `${level}, by ${by} on ${day}`,
  fromMany: (count: number) => (count === 1 ? "From 1 assessment" : `From ${count} assessments`),
  noLevel: "No level yet",

  missing: "What is missing",
  whyTitle: "Why this level",
  whyDecisive: (by: string, day: string, level: string) => `${by}, ${day}, ${level}.`,
  whyTarget: (target: string) => `The target is ${target}.`,
  whyLeftOut: (count: number) =>
    count === 1 ? "One is left out, and says why below." : `${count} are left out, and each says why below.`,
  asOf: (when: string) => `As of ${when}.`,

  evidence: "Evidence",
  evidenceCounts: (counted: number, leftOut: number) =>
    [
      counted === 1 ? "1 counts" : `${counted} count`,
      leftOut === 0 ? null : leftOut === 1 ? "1 is left out" : `${leftOut} are left out`,
    ]
      .filter(Boolean)
      .join(", "),
  newestFirst: "Newest first.",
  noEvidence: "No evidence yet",
  noEvidenceHelp: "When an assessment is submitted, it appears here with the words of the assessor.",
  wentWell: "Went well",
  nextTime: "Next time",
  feedback: "Feedback",
  counts: "Counts",
  countsLatest: "Counts: the latest",
  countsHighest: "Counts: the highest",
  notCounted: "Not counted",
  guest: (role: string) => (role === "" ? "Guest" : `${role}, guest`),
  self: "Self-evaluation",
  noWords: "No comments were written.",
  open: "Open",
  openOf: (day: string) => `Open the assessment of ${day}`,
  amended: (times: number) => (times === 1 ? "Amended once" : `Amended ${times} times`),
  until: (day: string, level: string) => `Submitted ${day}: ${level}`,
  reason: (reason: string) => `Reason: ${reason}`,
  staffOnly: (name: string) => `Staff only. ${name} never sees this.`,

  criteria: "Criteria",
  criteriaCount: (count: number, mustPass: number) =>
    mustPass === 0
      ? `${count} in all`
      : `${count} in all, ${mustPass} of them must ${mustPass === 1 ? "be passed" : "be passed"}`,
  criterion: "Criterion",
  mustPass: "Must pass",
  notObserved: "Not observed",
  notScored: "Not scored",
  outOf: (score: string, max: string) => `${score} of ${max}`,
  levels: "The levels",
  levelsHelp: "In the assessor’s words",
  target: "Target",
  targetIs: (target: string) => `Target ${target}`,

  sampling: "How it was sampled",
  samplingHelp: "What counts, against what is asked. Staff only.",
  assessor: "Assessor",
  assessments: "Assessments",
  assessors: "Assessors",
  days: "Days",
  rotations: "Rotations",
  together: "Together",
  asked: "Asked for",
  notAsked: "not asked",
  someRotation: "None named",
  samplingAll: "How each competency was sampled",
  samplingAllHelp: "Assessments, assessors, days and rotations",
  competencyColumn: "Competency",
  haveOfNeed: (have: number, need: number) => `${have} of ${need}`,
} as const;
