/** All texts about a supervisor's own ratings. */
export const strings = {
  title: "Your own ratings",
  onlyYou: "Only you see this. Your school and your colleagues cannot open it.",
  dashboard: "Dashboard",
  ratings: "Ratings",
  ratingsHelp: "that count, without pass or fail",
  spread: "Spread",
  spreadHelp: (colleagues: string) => `levels; your colleagues ${colleagues}`,
  spreadAlone: "levels",
  difference: "Against colleagues",
  differenceHelp: "levels, on a scale of five",
  tooFew: (count: number, from: number) =>
    `You have ${count === 1 ? "1 rating" : `${count} ratings`} so far. From ${from} on, this page shows how they spread and how they compare.`,
  tooFewTitle: "Not enough ratings yet",
  noComparison: "Too few colleagues have rated the same competencies for a fair comparison.",
  sameByChance: "No difference from your colleagues that chance would not explain.",
  same: (low: string, high: string) =>
    `No difference from your colleagues that chance would not explain (between ${low} and ${high} levels).`,
  above: (size: string, low: string, high: string) =>
    `You rate about ${size} of a level higher than colleagues rate the same competencies (between ${low} and ${high}).`,
  below: (size: string, low: string, high: string) =>
    `You rate about ${size} of a level lower than colleagues rate the same competencies (between ${low} and ${high}).`,
  basis: (compared: number, colleagues: number) =>
    `From ${compared} of your ratings and those of ${colleagues} colleagues. Students differ: this is a hint, not a judgement.`,
  how: "How this is calculated",
  howCompared: (counted: string) =>
    `Each of your ratings is compared with the mean of the colleagues’ ratings of the same competency in your school. On average yours differ by ${counted} levels.`,
  howShrunken:
    "Part of such a difference is chance, and more of it where there are few ratings. It is therefore drawn towards 0, by the share that chance explains among all assessors of the school (empirical Bayes).",
  howScales: "All scales count as one of five levels: a difference of 1 is one level of five.",
  counts: (name: string) => `Your ratings, ${name}`,
  level: "Level",
  number: "Number",
  levelWord: (value: string, label: string | null) => (label === null ? value : `${value} · ${label}`),
} as const;
