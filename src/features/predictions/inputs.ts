/**
 * What the model looks at, in the order of its coefficients; `features-of.ts` says how each is made. `says` is how a
 * person reads it on the model card. Nobody's sex, age, origin, health, religion, address, family or income is among
 * them, nor anything from which they were made; a test reads this list.
 */
export const inputs = [
  { name: "elapsedShare", group: "pace", says: "how much of the planned time has gone" },
  { name: "paceGap", group: "pace", says: "competencies completed, less those planned by then, of all" },
  { name: "paceKnown", group: "pace", says: "whether there is a plan" },
  { name: "completedShare", group: "pace", says: "competencies completed, of all" },
  { name: "overdueShare", group: "pace", says: "competencies overdue, of all" },
  { name: "earnedWeight", group: "pace", says: "assessments by their weight and how near they came to the target" },
  { name: "ruleFlag", group: "pace", says: "the rule: behind plan, and not assessed for 21 days" },
  { name: "silentDays", group: "recency", says: "days since the last assessment" },
  { name: "neverAssessed", group: "recency", says: "whether there was no assessment yet" },
  { name: "assessedWeekly", group: "trend", says: "assessments a week since the beginning" },
  { name: "assessedLately", group: "trend", says: "assessments a week in the last four weeks" },
  { name: "assessedTrend", group: "trend", says: "assessments in the last four weeks, less those in the four before" },
  { name: "ratingLevel", group: "trend", says: "how far ratings are from their targets" },
  { name: "ratingTrend", group: "trend", says: "how the last four ratings differ from those before" },
  { name: "belowTargetShare", group: "trend", says: "ratings below target, of the last ten" },
  {
    name: "unmetSampling",
    group: "unmet sampling",
    says: "competencies at target that wait for another assessor or day",
  },
  { name: "engagementKnown", group: "engagement", says: "whether the student lets their use of the program count" },
  { name: "engagementDays", group: "engagement", says: "days of use in the last four weeks" },
  { name: "engagementLately", group: "engagement", says: "acts in the program in the last four weeks" },
  { name: "engagementWeekly", group: "engagement", says: "acts in the program a week since the beginning" },
  { name: "engagementTrend", group: "engagement", says: "acts in the last two weeks against the two before" },
  { name: "engagementSilent", group: "engagement", says: "days since the last use" },
  { name: "engagementKinds", group: "engagement", says: "kinds of acts in the last four weeks" },
] as const;

export type InputName = (typeof inputs)[number]["name"];

export const inputNames: readonly InputName[] = inputs.map(({ name }) => name);
