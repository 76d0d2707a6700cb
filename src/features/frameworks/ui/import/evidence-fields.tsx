"use client";

import { type UseFormReturn, useWatch } from "react-hook-form";
import { decimalOrNaN } from "#src/lib/parse-decimal.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { type ImportSettings, isWholeNumber, limits } from "./import-settings-values.ts";
import { strings } from "./import-strings.ts";
import type { RatingScale } from "./scoring.ts";

type EvidenceFieldsProps = { form: UseFormReturn<ImportSettings>; scales: readonly RatingScale[] };
type Requirement = "requiredObservations" | "requiredEvaluators" | "requiredDays";

const labels: Record<Requirement, string> = {
  requiredObservations: strings.observations,
  requiredEvaluators: strings.evaluators,
  requiredDays: strings.days,
};

/** The amount of evidence required, and all rules summarised in one sentence. */
export function EvidenceFields({ form, scales }: EvidenceFieldsProps) {
  const { control, register, formState } = form;
  // Every field has a default value, which the hook's type does not express.
  const settings = useWatch({ control }) as ImportSettings;

  const field = (name: Requirement) => (
    <TextField
      error={formState.errors[name]?.message}
      inputMode="numeric"
      label={labels[name]}
      {...register(name, {
        setValueAs: decimalOrNaN,
        validate: (value, { requiredObservations }) => {
          if (!isWholeNumber(value, limits[name])) return strings.wholeNumber(limits[name]);
          // An assessment has one day and counts each assessor once, so there cannot be more days than assessments.
          return name !== "requiredDays" || value <= requiredObservations || strings.moreThanObservations;
        },
      })}
    />
  );

  return (
    <Card>
      <CardHeader description={strings.requirementsHelp} title={strings.requirementsTitle} />
      <CardBody className="pt-0">
        <div className="grid gap-4 sm:grid-cols-3">
          {field("requiredObservations")}
          {field("requiredEvaluators")}
          {field("requiredDays")}
        </div>
        <div aria-live="polite" className="mt-5 min-h-16 border-t border-separator pt-4">
          <p className="text-sm font-medium">{strings.inWords}</p>
          <p className="mt-0.5 text-pretty text-muted">{sentenceOf(settings, scales)}</p>
        </div>
      </CardBody>
    </Card>
  );
}

function sentenceOf(settings: ImportSettings, scales: readonly RatingScale[]): string {
  const scale = scales.find((each) => each.id === settings.ratingScaleId);
  const level = scale?.levels.find((each) => each.value === settings.targetRating);
  return strings.sentence({
    method: strings.methodPhrases[settings.scoringMethod](countOf(settings.nTimes)),
    target: strings.targetPhrase(countOf(settings.targetRating), scale?.kind === "NUMERIC" ? undefined : level?.label),
    evidence: strings.evidencePhrase(
      countOf(settings.requiredObservations),
      countOf(settings.requiredEvaluators),
      countOf(settings.requiredDays),
    ),
  });
}

/** An empty field is shown as a blank, never as NaN. */
function countOf(value: number): string {
  return Number.isFinite(value) ? String(value) : "…";
}
