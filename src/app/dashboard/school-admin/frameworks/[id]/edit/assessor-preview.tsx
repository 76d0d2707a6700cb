"use client";

import { Suspense, useState } from "react";
import type { CriterionValue } from "#src/features/assessments/ui/assessment-values.ts";
import { CriterionChoice } from "#src/features/assessments/ui/criterion-choice-later.tsx";
import { strings as formStrings } from "#src/features/assessments/ui/strings.ts";
import { strings } from "#src/features/frameworks/ui/editor/editor-strings.ts";
import type { PreviewProps } from "#src/features/frameworks/ui/editor/item-panel.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";

const entrustmentScales = ["scale_entrustment", "scale_oscore"];

/** The assessor's own form, as far as this competency decides it. What is chosen here goes nowhere. */
export function AssessorPreview({ competency, category, scale }: PreviewProps) {
  const [rating, setRating] = useState<number | null>(null);
  const [values, setValues] = useState<Readonly<Record<string, CriterionValue>>>({});
  const { rubric } = competency;
  const hasWeights = new Set(rubric.map(({ weight }) => weight)).size > 1;
  return (
    <div className="flex flex-col divide-y divide-separator rounded-card border border-border bg-surface shadow-2">
      <p className="px-4 py-2.5 text-sm font-semibold">{strings.previewTask}</p>
      <div className="px-4 py-3">
        <p className="text-xs text-muted">{category}</p>
        <p className="text-md font-semibold text-balance">{competency.name}</p>
        {competency.description === "" ? null : (
          <p className="mt-1 line-clamp-2 text-sm text-muted">{competency.description}</p>
        )}
      </div>
      <div className="px-4 py-4">
        <LevelChoice
          dense
          label={
            entrustmentScales.includes(scale.id) ? formStrings.entrustmentLevel : formStrings.ratingLabel[scale.kind]
          }
          onValueChange={setRating}
          question={scale.question}
          scale={{ kind: scale.kind, minValue: scale.min, maxValue: scale.max, levels: scale.levels }}
          target={competency.targetRating}
          value={rating}
        />
      </div>
      {rubric.length > 0 ? (
        <div className="flex flex-col gap-5 px-4 py-4">
          {/* The script of the criteria comes when it is needed: only this part waits for it, and not the page. */}
          <Suspense fallback={<Skeleton className="h-40" />}>
            {rubric.map(({ levels, ...criterion }) => (
              <CriterionChoice
                criterion={{ ...criterion, performanceLevels: levels }}
                disabled={false}
                error={undefined}
                key={criterion.id}
                name={`preview.${criterion.id}`}
                onChange={(value) => setValues((before) => ({ ...before, [criterion.id]: value }))}
                showsWeight={hasWeights}
                value={
                  values[criterion.id] ?? { rubricId: criterion.id, score: null, isNotObserved: false, comment: "" }
                }
              />
            ))}
          </Suspense>
        </div>
      ) : null}
    </div>
  );
}
