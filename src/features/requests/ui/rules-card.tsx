"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { RequestRules } from "#src/features/requests/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Field } from "#src/ui/field.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { NumberInput } from "#src/ui/number-input.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { adminStrings } from "./admin-strings.ts";
import { requestKeys, requestRulesQuery, saveRules } from "./request-queries.ts";

/** The school's rules of requests. */
export function RulesCard() {
  const rules = useQuery(requestRulesQuery());
  return (
    <Card aria-labelledby="rules-title">
      <CardHeader description={adminStrings.rulesHelp} title={adminStrings.rules} titleId="rules-title" />
      <CardBody className="pt-0">
        <QueryContent query={rules} skeleton={<Skeleton className="h-64" />}>
          {(saved) => <RulesForm key={JSON.stringify(saved)} saved={saved} />}
        </QueryContent>
      </CardBody>
    </Card>
  );
}

const limits = {
  daysBack: { min: 0, max: 60, hint: undefined },
  daysToAnswer: { min: 1, max: 60, hint: undefined },
  reminderDays: { min: 0, max: 59, hint: adminStrings.reminderHint },
} as const;
type Name = keyof typeof limits;
const names: readonly Name[] = ["daysBack", "daysToAnswer", "reminderDays"];

function RulesForm({ saved }: { saved: RequestRules }) {
  const queryClient = useQueryClient();
  const [values, setValues] = useState<Record<Name, number | null>>(saved);
  const [errors, setErrors] = useState<Partial<Record<Name, string>>>({});
  const [isSaving, setSaving] = useState(false);

  const save = async () => {
    const faults = faultsOf(values);
    setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    setSaving(true);
    try {
      const { daysBack, daysToAnswer, reminderDays } = values;
      const rules = { daysBack: daysBack ?? 0, daysToAnswer: daysToAnswer ?? 0, reminderDays: reminderDays ?? 0 };
      queryClient.setQueryData(requestKeys.rules(), await saveRules(rules));
      toast.success(adminStrings.saved);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : adminStrings.failed);
    } finally {
      setSaving(false);
    }
  };

  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {names.map((name) => (
        <Field
          error={errors[name]}
          hint={limits[name].hint}
          id={`rule-${name}`}
          key={name}
          label={adminStrings[name]}
          name={name}
        >
          <NumberInput
            aria-describedby={`rule-${name}-hint rule-${name}-error`}
            aria-invalid={errors[name] ? true : undefined}
            className={`${inputStyle({ invalid: errors[name] !== undefined })} num max-w-28`}
            id={`rule-${name}`}
            inputMode="numeric"
            onValueChange={(value) => {
              setValues((known) => ({ ...known, [name]: value }));
              setErrors({});
            }}
            value={values[name]}
          />
        </Field>
      ))}
      <div>
        <Button loading={isSaving} type="submit" variant="primary">
          {adminStrings.save}
        </Button>
      </div>
    </form>
  );
}

function faultsOf(values: Record<Name, number | null>): Partial<Record<Name, string>> {
  const faults: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = values[name];
    const { min, max } = limits[name];
    if (value === null || !Number.isInteger(value) || value < min || value > max) {
      faults[name] = adminStrings.wholeNumber(min, max);
    }
  }
  if (Object.keys(faults).length === 0 && (values.reminderDays ?? 0) >= (values.daysToAnswer ?? 0)) {
    faults.reminderDays = adminStrings.fewer;
  }
  return faults;
}
