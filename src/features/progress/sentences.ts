import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { Missing } from "#src/features/progress/needs.ts";
import {
  isCompleted,
  type RenewalWay,
  renewalWays,
  type ShownAssignmentStatus,
} from "#src/features/progress/values.ts";
import { dayWords as dayInWords } from "#src/lib/day.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";

/** Explains to a student how a result is calculated. */
export function methodSentence(method: ScoringMethod, times: number | null): string {
  switch (method) {
    case "LATEST":
      return "The latest assessment counts.";
    case "HIGHEST":
      return "The highest assessment counts.";
    case "AVERAGE":
      return "All assessments count alike.";
    case "WEIGHTED_AVERAGE":
      return "The latest assessment counts for 65%, the mean of the earlier ones for 35%.";
    case "DECAYING_AVERAGE":
      return "Every new assessment counts for 65% against all before it.";
    case "N_TIMES":
      return `The target must be reached ${times ?? 1} times; those assessments count.`;
    case "MINIMUM_OF_CRITERIA":
      return "The weakest criterion counts.";
  }
}

/** Those who are named, and how many are not. */
export function assessorsShown(names: readonly string[]): string[] {
  const named = names.filter((name) => name !== "");
  const unnamed = names.length - named.length;
  const rest = unnamed === 0 ? [] : [unnamed === 1 ? "an assessor, not named" : `${unnamed} assessors, not named`];
  return [...new Set(named), ...rest];
}

export const leftOutSentences = {
  draft: "It is not submitted yet.",
  self: "A self-evaluation is shown, but never counts.",
  superseded: "A later revision replaced it.",
  voided: "The school voided it.",
  rejected: "It was not accepted on countersignature, or the assessment was withdrawn.",
  not_countersigned: "It waits for its countersignature.",
  guest_unconfirmed: "The guest assessor has not confirmed it yet.",
  other_scale: "It was assessed on the rating scale of an earlier version, and is kept in the record.",
  before_cycle: "It was observed before the last renewal began, and counted for the completion before.",
  nothing_observed: "No criterion was observed.",
} as const;

/** A target, as the sentences about what is missing name it. */
export type Target = {
  kind: "ORDINAL" | "NUMERIC" | "BINARY";
  value: number;
  max: number;
  /** The word of its level; null where the scale has none. */
  label: string | null;
};

/** The one sentence about what is missing, for the competency's own page. `assessors` are those who count so far. */
export function nextStepSentence(state: {
  status: ShownAssignmentStatus;
  result: number | null;
  target: Target;
  missing: Missing | null;
  assessors: readonly string[];
  renewal?: {
    ways: readonly RenewalWay[];
    missing: Missing | null;
    expiresOn: string;
    assessors: readonly string[];
  } | null;
}): string {
  const { status, missing, target, renewal } = state;
  if (status === "WITHDRAWN") return "This competency is no longer assigned.";
  if (renewal) {
    const passed = status === "EXPIRED" ? "It has expired. " : "";
    const soon = isCompleted(status) ? `It counts until ${dayInWords(renewal.expiresOn)}. ` : passed;
    return `${soon}To renew it: ${renewalWords(renewal.ways, renewal.missing, target, renewal.assessors)}.`;
  }
  if (missing === null) {
    return isCompleted(status) && state.result !== null && state.result < target.value
      ? "Nothing more is needed: this competency stays completed, although its level is below the target now."
      : "Nothing more is needed: this competency is completed.";
  }
  const words = missingWords(missing, target, state.assessors);
  if (status === "EXPIRED") return `It has expired. To renew it: ${words}.`;
  return `${capital(words)}.`;
}

const handedIn = "a course or other evidence that is handed in, assessed";

/** The ways that are accepted: "one assessment at 4 · Just in case or above, or two assessments, by …". */
function renewalWords(
  ways: readonly RenewalWay[],
  missing: Missing | null,
  target: Target,
  assessors: readonly string[],
): string {
  const words: Record<RenewalWay, string> = {
    ASSESSMENT: `one assessment ${reachedWords(target)}`,
    EVIDENCE: `${handedIn} ${reachedWords(target)}`,
    REASSESSMENT: missing ? missingWords(missing, target, assessors) : "one more assessment",
  };
  return renewalWays
    .filter((way) => ways.includes(way))
    .map((way) => words[way])
    .join(", or ");
}

/** The same in a row: "1 assessment renews it". */
export function renewalPhrase(ways: readonly RenewalWay[], missing: Missing | null): string {
  if (!ways.includes("ASSESSMENT") && ways.includes("EVIDENCE")) return "Evidence that is handed in renews it";
  if (ways.includes("ASSESSMENT")) return "1 assessment renews it";
  const count = missing?.assessments ?? 1;
  const more = missing === null || !missing.isFirst ? " more" : "";
  return `${count}${more} ${assessmentsWord(count)} ${count === 1 ? "renews" : "renew"} it`;
}

/** How a completion was renewed, in the history of a competency. */
export const renewalWayWords: Record<RenewalWay, string> = {
  ASSESSMENT: "Renewed by a new assessment",
  EVIDENCE: "Renewed by evidence that was handed in",
  REASSESSMENT: "Renewed by all that it asks for, anew",
};

/** "one more assessment at 4 · Just in case or above, by someone other than Dr. Maya Hansen". */
function missingWords(missing: Missing, target: Target, assessors: readonly string[]): string {
  const { assessments: count, level } = missing;
  const isRising = level.ask === "result" && !level.isMetNow;
  const more = missing.isFirst ? "" : " more";
  const head = isRising
    ? missing.isFirst
      ? `${countWord(count)} ${assessmentsWord(count)}`
      : "further assessments"
    : `${countWord(count)}${more} ${assessmentsWord(count)}`;
  return [
    `${head}${levelWords(level, count, target)}`,
    ...evaluatorWords(missing, assessors),
    ...dayWords(missing),
  ].join(", ");
}

function levelWords(level: Missing["level"], count: number, target: Target): string {
  const reached = reachedWords(target);
  switch (level.ask) {
    case "nothing":
      return "";
    case "some":
      return level.atTarget >= count ? ` ${reached}` : `, ${countWord(level.atTarget)} of them ${reached}`;
    case "last":
      return count === 1 ? ` ${reached}` : `, the last ${reached}`;
    case "result":
      return level.isMetNow
        ? `, with the result staying ${reached}`
        : `, high enough to bring the result to ${targetWords(target)}${orAbove(target)}`;
  }
}

function evaluatorWords(missing: Missing, assessors: readonly string[]): string[] {
  const { evaluators, assessments, isFirst } = missing;
  if (isFirst) return evaluators > 1 ? [`by ${countWord(evaluators)} different assessors`] : [];
  if (evaluators === 0) return [];
  const [one, two, ...others] = assessors;
  // The reader may not know everybody's name.
  const other =
    one === undefined || others.length > 0 || assessors.includes("")
      ? "another assessor"
      : `someone other than ${two === undefined ? one : `${one} and ${two}`}`;
  if (assessments === 1) return [`by ${other}`];
  if (evaluators === 1) return [`one of them by ${other}`];
  return [`${evaluators === assessments ? "each" : `${countWord(evaluators)} of them, each`} by another assessor`];
}

function dayWords({ days, assessments, isFirst }: Missing): string[] {
  if (isFirst) return days > 1 ? [`on ${countWord(days)} different days`] : [];
  if (days === 0) return [];
  if (assessments === 1) return ["on another day"];
  if (days === 1) return ["one of them on another day"];
  return [`${days === assessments ? "each" : `${countWord(days)} of them, each`} on another day`];
}

/** The same in a row: "1 more at 4 · Just in case, by another assessor". */
export function missingPhrase(missing: Missing | null, target: Target): string | null {
  if (missing === null) return null;
  const { assessments: count, level, evaluators, days, isFirst } = missing;
  const head = isFirst ? `${count} ${assessmentsWord(count)}` : `${count} more`;
  const reached = reachedWords(target).replace(" or above", "");
  const parts = [`${head}${levelPhrase(level, { count, isFirst, reached })}`];
  if (isFirst) {
    if (evaluators > 1) parts.push(`by ${evaluators} assessors`);
    if (days > 1) parts.push(`on ${days} days`);
  } else {
    if (evaluators > 0) parts.push(`${share(evaluators, count)}by another assessor`);
    if (days > 0) parts.push(`${share(days, count)}on another day`);
  }
  return parts.join(", ");
}

function levelPhrase(
  level: Missing["level"],
  { count, isFirst, reached }: { count: number; isFirst: boolean; reached: string },
): string {
  // A row has room for what changes: a level that is reached already stands beside it.
  if (level.ask === "nothing" || (level.ask !== "some" && level.isMetNow)) return "";
  if (isFirst && count === 1) return ` ${reached}`;
  if (level.ask === "some") return level.atTarget >= count ? ` ${reached}` : `, ${level.atTarget} ${reached}`;
  if (level.ask === "last") return count === 1 ? ` ${reached}` : `, the last ${reached}`;
  return `, bringing the result to ${reached.replace(/^(at|with) /, "")}`;
}

function share(some: number, all: number): string {
  if (some < all) return `${some} of them `;
  return all === 1 ? "" : "each ";
}

function reachedWords(target: Target): string {
  return target.kind === "BINARY" ? `with ${targetWords(target)}` : `at ${targetWords(target)}${orAbove(target)}`;
}

/** "4 · Just in case", "3.5", "“Pass”". */
export function targetWords({ kind, value, label }: Target): string {
  if (kind === "BINARY") return `“${label ?? "Pass"}”`;
  return kind === "NUMERIC" || label === null ? String(value) : `${value} · ${shortLevelWord(label)}`;
}

function orAbove({ kind, value, max }: Target): string {
  return kind !== "BINARY" && value < max ? " or above" : "";
}

const numberWords = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

function countWord(count: number): string {
  return numberWords[count] ?? String(count);
}

function assessmentsWord(count: number): string {
  return count === 1 ? "assessment" : "assessments";
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
