"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { SchoolAnswer } from "#src/features/schools/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Field } from "#src/ui/field.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { NumberInput } from "#src/ui/number-input.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { SaveFault } from "./save-fault.tsx";
import { schoolQuery } from "./school-queries.ts";
import { useChangeSchool } from "./use-school.ts";

/** How assessments count in the school. */
export function AssessingSection() {
  const school = useQuery(schoolQuery());
  const titleId = useId();
  return (
    <Card aria-labelledby={titleId} className="max-w-2xl">
      <CardHeader description={strings.assessingHelp} title={strings.assessing} titleId={titleId} />
      <CardBody className="pt-0">
        <QueryContent query={school} skeleton={<Skeleton className="h-64" />}>
          {(saved) => <AssessingForm key={saved.revision} saved={saved} />}
        </QueryContent>
      </CardBody>
    </Card>
  );
}

const days = { min: 1, max: 365 };

function AssessingForm({ saved }: { saved: SchoolAnswer }) {
  const id = useId();
  const [countersigns, setCountersigns] = useState(saved.countersigns);
  const [confirmsGuests, setConfirmsGuests] = useState(saved.confirmsGuests);
  const [reassessAfterDays, setReassessAfterDays] = useState<number | null>(saved.reassessAfterDays);
  const [gap, setGap] = useState<string>();
  const save = useChangeSchool(saved.revision);
  const submit = async () => {
    if (
      reassessAfterDays === null ||
      !Number.isInteger(reassessAfterDays) ||
      reassessAfterDays < days.min ||
      reassessAfterDays > days.max
    ) {
      return setGap(strings.wholeDays(days.min, days.max));
    }
    try {
      await save.mutateAsync({ countersigns, confirmsGuests, reassessAfterDays });
      toast.success(strings.saved);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  };
  return (
    <form
      className="flex flex-col gap-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Checkbox
        checked={countersigns}
        hint={strings.countersignsHint}
        label={strings.countersigns}
        onChange={(event) => setCountersigns(event.target.checked)}
      />
      <Checkbox
        checked={confirmsGuests}
        hint={strings.confirmsGuestsHint}
        label={strings.confirmsGuests}
        onChange={(event) => setConfirmsGuests(event.target.checked)}
      />
      <Field
        error={gap}
        hint={strings.reassessAfterHint}
        id={id}
        label={strings.reassessAfter}
        name="reassessAfterDays"
      >
        <NumberInput
          aria-describedby={`${id}-hint ${id}-error`}
          aria-invalid={gap ? true : undefined}
          className={`${inputStyle({ invalid: gap !== undefined })} num max-w-28`}
          id={id}
          inputMode="numeric"
          onValueChange={(value) => {
            setReassessAfterDays(value);
            setGap(undefined);
          }}
          value={reassessAfterDays}
        />
      </Field>
      <SaveFault error={save.error} />
      <div>
        <Button loading={save.isPending} type="submit" variant="primary">
          {strings.save}
        </Button>
      </div>
    </form>
  );
}
