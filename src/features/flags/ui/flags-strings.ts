import type { FlagKey, OverrideKind } from "#src/features/flags/values.ts";

const count = (n: number) => n.toLocaleString("en");
const some = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

type FlagWords = {
  title: string;
  about: string;
  variants: Readonly<Record<string, string>>;
  /** What somebody did who reached the goal: "of 40 people 10 …". */
  goal: string;
};

/** Texts of the pages of feature flags. */
export const flagsStrings = {
  title: "Feature flags",
  help: "Parts of the program that have two forms, and who gets which. A change holds within a second.",

  flags: {
    "student-home.recent-first": {
      title: "Order of a student's dashboard",
      about: "Whether the chart or the recent assessments stand first.",
      variants: { "chart-first": "Chart first", "recent-first": "Recent assessments first" },
      goal: "opened an assessment",
    },
  } satisfies Record<FlagKey, FlagWords>,

  states: {
    ON: "On",
    OFF: "Off",
    WAITING: "Not begun",
    OVER: "Over",
    UNREADABLE: "Cannot be read",
  },
  unreadable:
    "What is stored was not written by this version of the program, so everybody gets the default. Set it anew, or bring the other version back.",
  isDefault: "default",
  everybody: (variant: string) => `Everybody gets: ${variant}.`,
  now: "Now",
  shares: "Shares",
  percentOf: (percent: number, variant: string) => `${percent} % ${variant}`,
  schedule: "Schedule",
  from: "from",
  until: "until",
  overrides: "Exceptions",
  noOverrides: "None",
  kinds: { PERSON: "Person", SCHOOL: "School", ROLE: "Role" } satisfies Record<OverrideKind, string>,
  roles: {
    STUDENT: "Students",
    CLINICAL_SUPERVISOR: "Supervisors",
    SCHOOL_ADMIN: "School administrators",
    SUPER_ADMIN: "Super admins",
  } as Readonly<Record<string, string>>,
  gone: (id: string) => `${id} (not found)`,
  changed: "Changed",
  neverChanged: "Never set",
  change: "Change",
  changeNamed: (title: string) => `Change: ${title}`,
  figures: "Figures and history",
  figuresNamed: (title: string) => `Figures and history: ${title}`,

  unusedTitle: "Not used any more",
  unusedHelp: "Stored for an earlier version of the program. Nothing asks for them.",
  remove: "Remove",
  removeNamed: (key: string) => `Remove ${key}`,
  removed: "Removed",

  dialogTitle: "Who gets what",
  isOn: "The flag is on",
  isOnHelp: (variant: string) => `Off, everybody gets the default: ${variant}.`,
  shareOf: (variant: string) => `Share of "${variant}", in percent`,
  sharesHelp: (rest: number | null, variant: string) =>
    rest === null
      ? "Whole numbers from 0 to 100, together at most 100."
      : `The other ${rest} % get the default: ${variant}. A person keeps their place, so a share that grows keeps whom it has. Other shares begin the comparison anew.`,
  startsAt: "Begins",
  endsAt: "Ends",
  overridesHelp: "They come before the shares: a person before their school, a school before a role.",
  kind: "For",
  who: { PERSON: "Email", SCHOOL: "School", ROLE: "Role" } satisfies Record<OverrideKind, string>,
  variant: "Gets",
  add: "Add an exception",
  removeOverride: (n: number) => `Remove exception ${n}`,
  overrideNumber: (n: number) => `Exception ${n}`,
  missing: "Choose one",
  badShare: "A whole number from 0 to 100",
  badEnd: "After the beginning",
  save: "Save",
  saved: "Saved. It holds within a second.",
  failed: "It was not saved",
  stale: "Somebody has changed the flag meanwhile. Close this, and look at it anew.",

  compare: "Comparison",
  compareHelp: (goal: string, days: number) =>
    `Of the people who got a form by their share: how many ${goal} within ${days} days after they first met it. Counted are only people who agreed that their use of the program is recorded.`,
  nobody: "Nobody has met it yet",
  nobodyHelp:
    "Turn the flag on and give both forms a share. People are counted from then on, once each, if they agreed that their use is recorded.",
  since: "Since",
  notRunning: "The flag is not on now, so nobody is added.",
  uneven: "The groups are not as large as the shares say",
  unevenHelp: (probability: string) =>
    `By chance that happens once in ${probability} comparisons. Somebody is lost on the way to one form, so the groups differ in more than the form and are not compared. Find the cause first.`,
  notYet: (fewest: number, days: number) =>
    `Not enough evidence yet: each form needs ${fewest} people whose ${days} days are over.`,
  noDifference: (variant: string, low: string, high: string) =>
    `No difference is shown so far. "${variant}" may do it more or less: between ${low} and ${high}.`,
  better: (variant: string, low: string, high: string) => `"${variant}" does more: by ${low} to ${high}.`,
  worse: (variant: string, low: string, high: string) => `"${variant}" does less: by ${low} to ${high}.`,
  anyTime:
    "The interval stays right however often you look, so you may end the comparison whenever it is clear. It misses the true difference in at most 5 of 100 comparisons.",
  columns: {
    variant: "Form",
    expected: "Share",
    people: "Met it",
    compared: "Days over",
    reached: "Did it",
    difference: "Difference",
  },
  interval: (low: string, high: string) => `between ${low} and ${high}`,
  control: "compared with",
  points: (share: number) => {
    const points = Math.round(share * 1000) / 10;
    return `${points > 0 ? "+" : points < 0 ? "−" : ""}${Math.abs(points)} points`;
  },
  distance: (share: number) => `${Math.round(Math.abs(share) * 1000) / 10}`,
  distancePoints: (share: number) => `${Math.round(Math.abs(share) * 1000) / 10} percentage points`,
  percent: (share: number) => `${Math.round(share * 1000) / 10} %`,
  oneIn: (probability: number) =>
    probability < 1e-9 ? "more than a thousand million" : count(Math.round(1 / probability)),

  history: "History",
  historyHelp: "Each change is in the audit too, with what was before and after.",
  noHistory: "No change is recorded.",
  turnedOn: "turned on",
  turnedOff: "turned off",
  sharesNow: (shares: string) => `shares: ${shares}`,
  noShares: "no shares",
  scheduleChanged: "schedule changed",
  exceptionsNow: (n: number) => (n === 0 ? "no exceptions" : some(n, "exception", "exceptions")),
  olderShape: "changed",
  nothingNew: "saved without a change",
} as const;

export const wordsOf = (key: FlagKey): FlagWords => flagsStrings.flags[key];

export function variantWord(key: FlagKey, variant: string): string {
  return wordsOf(key).variants[variant] ?? variant;
}
