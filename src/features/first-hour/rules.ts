import type { FirstHourAnswer } from "#src/features/first-hour/schema.ts";
import { type Step, steps } from "#src/features/first-hour/values.ts";

type Made = FirstHourAnswer["made"];

const isDone: Record<Step, (made: Made) => boolean> = {
  people: ({ students, supervisors }) => students > 0 && supervisors > 0,
  framework: ({ frameworks }) => frameworks > 0,
  placement: ({ placements }) => placements > 0,
  assign: ({ assignments }) => assignments > 0,
  assessment: ({ assessments }) => assessments > 0,
};

/** Which steps are done, by what there is, in whatever order it was made; and the first that is not. */
export function stepsOf(made: Made): Pick<FirstHourAnswer, "done" | "next"> {
  const done = steps.filter((step) => isDone[step](made));
  return { done, next: steps.find((step) => !done.includes(step)) ?? null };
}
