"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Select } from "#src/ui/select.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { assign, frameworksQuery, programsQuery } from "./first-hour-queries.ts";
import { useStep } from "./use-step.ts";

type Option = { value: string; label: string };

/** A framework for a cohort, with a day by which it is due. */
export function AssignStep() {
  const frameworks = useQuery(frameworksQuery());
  const programs = useQuery(programsQuery());
  return (
    <QueryContent query={frameworks} skeleton={<Skeleton className="h-32" />}>
      {(known) => (
        <QueryContent query={programs} skeleton={<Skeleton className="h-32" />}>
          {({ items }) => (
            <AssignForm
              cohorts={items.flatMap(({ name: program, cohorts }) =>
                cohorts.map(({ id, name }) => ({ value: id, label: `${program}, ${name}` })),
              )}
              frameworks={known.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </QueryContent>
      )}
    </QueryContent>
  );
}

function AssignForm({ frameworks, cohorts }: { frameworks: readonly Option[]; cohorts: readonly Option[] }) {
  const [templateId, setTemplateId] = useState(frameworks[0]?.value ?? null);
  const [cohortId, setCohortId] = useState(cohorts[0]?.value ?? null);
  const [dueOn, setDueOn] = useState("");
  const [key] = useState(newIdempotencyKey);
  const { isBusy, fault, run } = useStep();
  const give = () =>
    run(async () => {
      if (templateId === null || cohortId === null) return;
      const targetGroups = [{ type: "cohort" as const, id: cohortId }];
      await assign(
        { templateId, targetGroups, ...(dueOn === "" ? {} : { dueDate: dueOn }) },
        `${key}-${templateId}-${cohortId}-${dueOn}`,
      );
      toast.success(strings.assigned);
    });
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      <div className="grid gap-4 md:grid-cols-2">
        <Select label={strings.framework} onValueChange={setTemplateId} options={frameworks} value={templateId} />
        <Select label={strings.cohort} onValueChange={setCohortId} options={cohorts} value={cohortId} />
        <TextField
          label={strings.dueOn}
          name="dueOn"
          onChange={(event) => setDueOn(event.target.value)}
          optional
          type="date"
          value={dueOn}
        />
      </div>
      {fault ? (
        <Callout live tone="danger">
          {fault}
        </Callout>
      ) : null}
      <div>
        <Button disabled={templateId === null || cohortId === null} loading={isBusy} type="submit" variant="primary">
          {strings.assign}
        </Button>
      </div>
    </form>
  );
}
