/**
 * What the model looks at, in the order of its coefficients; `features-of.ts` says how each is made. `says` is how a
 * person reads it on the model card. Nobody's sex, age, origin, health, religion, address, family or income is among
 * them, nor anything from which they were made; a test reads this list.
 */
export const inputs = [
  { name: "elapsedShare", group: "Pace", says: "how much of the planned time has gone" },
  { name: "paceGap", group: "Pace", says: "competencies completed, less those planned by then, of all" },
  { name: "paceKnown", group: "Pace", says: "whether there is a plan" },
  { name: "completedShare", group: "Pace", says: "competencies completed, of all" },
  { name: "overdueShare", group: "Pace", says: "competencies overdue, of all" },
  { name: "earnedWeight", group: "Pace", says: "assessments by their weight and how near they came to the target" },
  { name: "ruleFlag", group: "Pace", says: "the rule: behind plan, and not assessed for 21 days" },
  { name: "silentDays", group: "Recency", says: "days since the last assessment" },
  { name: "neverAssessed", group: "Recency", says: "whether there was no assessment yet" },
  { name: "assessedWeekly", group: "Trend", says: "assessments a week since the beginning" },
  { name: "assessedLately", group: "Trend", says: "assessments a week in the last four weeks" },
  { name: "assessedTrend", group: "Trend", says: "assessments in the last four weeks, less those in the four before" },
  { name: "ratingLevel", group: "Trend", says: "how far ratings are from their targets" },
  { name: "ratingTrend", group: "Trend", says: "how the last four ratings differ from those before" },
  { name: "belowTargetShare", group: "Trend", says: "ratings below target, of the last ten" },
  {
    name: "unmetSampling",
    group: "Unmet sampling",
    says: "competencies at target that wait for another assessor or day",
  },
  { name: "engagementKnown", group: "Engagement", says: "whether the student lets their use of the program count" },
  { name: "engagementDays", group: "Engagement", says: "days of use in the last four weeks" },
  { name: "engagementLately", group: "Engagement", says: "acts in the program in the last four weeks" },
  { name: "engagementWeekly", group: "Engagement", says: "acts in the program a week since the beginning" },
  { name: "engagementTrend", group: "Engagement", says: "acts in the last two weeks against the two before" },
  { name: "engagementSilent", group: "Engagement", says: "days since the last use" },
  { name: "engagementKinds", group: "Engagement", says: "kinds of acts in the last four weeks" },
] as const;

export type InputName = (typeof inputs)[number]["name"];

export const inputNames: readonly InputName[] = inputs.map(({ name }) => name);
