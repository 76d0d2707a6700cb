/** How a student's flag was made: by the rule, or by the model of the school. */
export const predictionKinds = ["RULE", "MODEL"] as const;
export type PredictionKind = (typeof predictionKinds)[number];

/** A model that was fitted and is not better than the rule stays in the shadow; one is active; earlier ones are kept. */
export const modelStates = ["SHADOW", "ACTIVE", "RETIRED"] as const;
export type ModelState = (typeof modelStates)[number];

export const modelStateWords: Record<ModelState, string> = {
  SHADOW: "Not used: no better than the rule",
  ACTIVE: "In use",
  RETIRED: "Earlier",
};

/** A school has its own model from so many students on whose plan has ended, so many with each outcome. */
export const fewestFinished = 200;
export const fewestOfEachOutcome = 50;

/** The measured share of a forecast is said only of so many earlier students. */
export const fewestForCoverage = 100;

/** Stands beside everything that is foretold of a student. */
export const advisoryWords =
  "A calculation from dates and ratings, not a judgement of the student. It is wrong for some: talk to the student before you act. It never changes a rating or a result.";

/** A flag is seen to for so many days unless asked otherwise, and at most for so many. */
export const daysSeenTo = 14;
export const mostDaysSeenTo = 90;

/** Why a student is flagged, as facts; `chanceWords` and `reasonWords` say them. */
export type Reason =
  | { kind: "PACE"; completed: number; planned: number; overdue: number }
  | { kind: "SILENT"; days: number; isAssessed: boolean }
  | { kind: "ASSESSOR"; count: number }
  | { kind: "OBSERVATION"; count: number }
  | { kind: "RATINGS"; below: number; count: number }
  | { kind: "SLOWER"; lately: number; before: number };

/** What would change it. `until` is a day of the school. */
export type Change =
  | { kind: "WEEKLY"; count: number; until: string }
  | { kind: "ASSESSOR"; count: number }
  | { kind: "TARGET"; count: number }
  | { kind: "MOVE_PLAN"; left: number };

const times = (count: number, one: string, many: string) => (count === 1 ? one : many.replace("#", String(count)));

export function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case "PACE": {
      const overdue = reason.overdue > 0 ? `; ${reason.overdue} overdue` : "";
      return `${reason.completed} completed, ${reason.planned} planned by now${overdue}`;
    }
    case "SILENT":
      if (!reason.isAssessed)
        return times(reason.days, "Not assessed in 1 day", "Not assessed yet, # days after the start");
      return times(reason.days, "Last assessed yesterday", "Last assessed # days ago");
    case "ASSESSOR":
      return times(reason.count, "1 competency waits for another assessor", "# competencies wait for another assessor");
    case "OBSERVATION":
      return times(
        reason.count,
        "1 competency waits for one more assessment",
        "# competencies wait for more assessments",
      );
    case "RATINGS":
      return `${reason.below} of the last ${reason.count} ratings below target`;
    case "SLOWER":
      return `${reason.lately} assessed in the last four weeks, ${reason.before} in the four before`;
  }
}

const weekly = ["", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** @param day says a day of the school, as the reader writes it */
export function changeWords(change: Change, day: (iso: string) => string): string {
  switch (change.kind) {
    case "WEEKLY": {
      const count = weekly[change.count] ?? String(change.count);
      return `${count} completed ${change.count === 1 ? "competency" : "competencies"} a week until ${day(change.until)}`;
    }
    case "ASSESSOR":
      return times(
        change.count,
        "One assessment by another assessor",
        "Assessments by another assessor in # competencies",
      );
    case "TARGET":
      return times(change.count, "One rating at target", "# ratings at target");
    case "MOVE_PLAN":
      return times(change.left, "A new due date for the 1 left", "New due dates for the # left");
  }
}

/** "About 2 in 10 (1 to 3)": a chance and its range in tenths. */
export function chanceWords(chance: { probability: number; low: number; high: number }): string {
  const tenths = (value: number) => Math.round(value * 10);
  const [low, high] = [tenths(chance.low), tenths(chance.high)];
  const about = tenths(chance.probability);
  const words = about === 0 ? "Fewer than 1 in 10" : about === 10 ? "Nearly 10 in 10" : `About ${about} in 10`;
  return low === high ? words : `${words} (${low} to ${high})`;
}
