import type { EffectAnswer, FormAnswer, Standing } from "#src/features/assessments/schema.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { formatLevel } from "#src/ui/level.tsx";
import { levelWords } from "./assessment-values.ts";
import { effectStrings as strings } from "./effect-strings.ts";

type Signed = NonNullable<EffectAnswer["signed"]>;
type Form = Pick<FormAnswer, "scale" | "competency" | "criteria">;

/** How a judgement moves the student, in words. */
export type EffectWords = {
  now: string;
  after: string;
  moves: boolean;
  /** The one sentence that matters most. */
  headline: string;
  /** Further sentences, in the order of reading. */
  sentences: string[];
  completes: boolean;
};

export function effectWords(effect: EffectAnswer & { signed: Signed }, form: Form): EffectWords {
  const { now, signed, times } = effect;
  const after = signed.afterCountersigned ?? signed.after;
  const waits = signed.afterCountersigned !== null;
  const from = levelOf(now, times, form);
  const to = levelOf(after, times, form);
  const completes = isCompleted(after.status) && !isCompleted(now.status);
  return {
    now: from,
    after: to,
    moves: from !== to,
    completes,
    headline: headlineOf(movedWords({ now, after, times, from, to }), { completes, waits }),
    sentences: [
      ...(completes ? [strings.completedOf(after.completedCompetencies, effect.totalCompetencies)] : []),
      ...(completes ? [] : [signed.nextStep]),
      ...rubricSentences(signed, form),
    ],
  };
}

/** "3 · Prompted"; where the target must be reached several times, how often it was. */
function levelOf({ result, atTarget }: Standing, times: number | null, { scale }: Form): string {
  if (times !== null) return strings.atTarget(Math.min(atTarget, times), times);
  return result === null ? strings.notEnough : shortWords(result, scale);
}

/** "3 · Prompted": the short word of the level, since two of them stand side by side. */
function shortWords(value: number, scale: Form["scale"]): string {
  const levels = scale.levels.map((level) => ({ ...level, label: shortLevelWord(level.label) }));
  return levelWords(Number(value.toFixed(2)), { ...scale, levels });
}

function movedWords(change: {
  now: Standing;
  after: Standing;
  times: number | null;
  from: string;
  to: string;
}): string {
  const { now, after, times, from, to } = change;
  if (times !== null) return strings.reaches(Math.min(after.atTarget, times), times);
  if (after.result === null) return strings.stillNotEnough;
  if (now.result === null) return strings.becomes(to);
  return from === to ? strings.stays(to) : strings.moves(from, to);
}

function headlineOf(moved: string, { completes, waits }: { completes: boolean; waits: boolean }): string {
  if (waits) return completes ? strings.completesOnceCountersigned(moved) : strings.onceCountersigned(moved);
  return completes ? strings.completes(moved) : moved;
}

/** The criteria beside a level that was chosen: it counts, and what they amount to is kept with it. */
function rubricSentences({ rating, rubricResult }: Signed, { scale, criteria, competency }: Form): string[] {
  if (criteria.length === 0 || rubricResult === null || rubricResult === rating) return [];
  const shown = shortWords(rubricResult, scale);
  const isAbove = rating >= competency.targetRating && rubricResult < competency.targetRating;
  return [isAbove ? strings.criteriaBelow(shown, formatLevel(rating)) : strings.criteriaAmountTo(shown)];
}
