import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { effectStrings as strings } from "./effect-strings.ts";

/** Nothing is judged yet. */
export function EffectNothing({ form }: { form: Pick<FormAnswer, "criteria"> }) {
  return <p className="text-muted">{form.criteria.length > 0 ? strings.chooseOrScore : strings.choose}</p>;
}
