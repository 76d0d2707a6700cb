"use client";

import { useState } from "react";
import type { EditScale } from "#src/features/frameworks/editing/schema.ts";
import { rubricResult } from "#src/features/progress/evaluation-value.ts";
import { Button } from "#src/ui/button.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { NumberInput } from "#src/ui/number-input.tsx";
import { strings } from "./editor-strings.ts";
import type { Rubric } from "./rubric-edits.ts";

type RubricSumProps = {
  rubric: Rubric;
  /** One for each criterion. */
  scores: readonly number[];
  scale: EditScale;
  target: number;
  onChoose: (id: string, score: number) => void;
};

/** What some scores amount to, by the rule that counts real ones; the sum itself on demand. */
export function RubricSum({ rubric, scores, scale, target, onChoose }: RubricSumProps) {
  const [isShown, setShown] = useState(false);
  const inputs = rubric.map(({ id, weight, maxScore, passScore }, index) => ({
    ...{ rubricKey: id, weight, maxScore, passScore },
    score: scores[index] ?? 0,
  }));
  const rule = { kind: scale.kind, min: scale.min, max: scale.max, target };
  // The plain share, as a number of the scale, and what the scale and the criteria to pass make of it.
  const plain = rubricResult(
    { ...rule, kind: "NUMERIC" },
    inputs.map((one) => ({ ...one, passScore: null })),
  );
  const result = rubricResult(rule, inputs);
  if (plain === null || result === null) return null;
  const unfailed = rubricResult(
    rule,
    inputs.map((one) => ({ ...one, passScore: null })),
  );
  const isFailed = unfailed !== null && result < unfailed;
  const value = formatLevel(plain);
  const end = isFailed
    ? strings.sumFailed(formatLevel(result))
    : scale.kind === "NUMERIC"
      ? strings.sumEnd
      : strings.sumLevel(result);
  const parts = inputs.map(({ weight, score, maxScore }) => `${weight} × ${score}/${maxScore}`).join(" + ");
  const weights = String(Math.round(inputs.reduce((sum, { weight }) => sum + weight, 0) * 100) / 100);
  return (
    <div className="num ms-auto min-w-0 text-sm text-muted max-md:ms-0">
      <p aria-live="polite">
        {strings.sum(scores.join(", "), value, scale.max)}
        {end}{" "}
        <Button
          aria-expanded={isShown}
          className="h-7 px-1.5 text-sm text-accent"
          onClick={() => setShown(!isShown)}
          variant="ghost"
        >
          {isShown ? strings.hideSum : strings.showSum}
        </Button>
      </p>
      {isShown ? (
        <div className="mt-2 flex flex-col gap-2">
          <p>{strings.sumLine(parts, weights, scale.max, value)}</p>
          <ul className="flex flex-wrap gap-3">
            {rubric.map(({ id, name, maxScore }, index) => (
              <li className="flex items-center gap-2" key={id}>
                <span className="max-w-48 truncate">{name}</span>
                <NumberInput
                  aria-label={strings.exampleScore(name)}
                  className="num h-9 w-14 rounded-md border border-control bg-surface px-2 text-center touch:h-11"
                  onValueChange={(next) => {
                    if (next !== null && next >= 0 && next <= maxScore) onChoose(id, next);
                  }}
                  value={scores[index] ?? 0}
                />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
