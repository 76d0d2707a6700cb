"use client";

import { useDeferredValue, useState } from "react";
import type { StudentLine } from "#src/features/people/schema.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import type { ComboboxOption } from "#src/ui/combobox.tsx";
import { FieldError } from "#src/ui/field.tsx";
import { type Candidate, type Cohort, type DeployDraft, isCohortChosen } from "./deploy-draft.ts";
import { useCandidates } from "./deployment-queries.ts";
import { frameworkStrings } from "./framework-strings.ts";
import { listStrings } from "./list-strings.ts";
import { strings } from "./strings.ts";
import { StudentCombobox } from "./student-combobox.tsx";

type DeployTargetsProps = {
  cohorts: readonly Cohort[];
  draft: DeployDraft;
  onChange: (part: Partial<DeployDraft>) => void;
  error: string | undefined;
};

/** Selects whole programs, single cohorts listed under them, and single students. */
export function DeployTargets({ cohorts, draft, onChange, error }: DeployTargetsProps) {
  const programs = groupByProgram(cohorts);
  return (
    <Card>
      <CardHeader description={strings.whoHelp} title={listStrings.whoGets} />
      <CardBody className="pt-0" data-field="who">
        <fieldset aria-describedby={error ? "who-error" : undefined} aria-label={listStrings.whoGets}>
          {programs.length === 0 ? <p className="text-muted">{strings.noCohorts}</p> : null}
          {programs.map(({ id, name, cohorts: ofProgram }) => (
            <fieldset className="border-b border-separator py-4 first:pt-0" key={id}>
              <legend className="sr-only">{name}</legend>
              <Checkbox
                checked={draft.programIds.includes(id)}
                hint={strings.programHint(
                  ofProgram.reduce((sum, cohort) => sum + cohort.students, 0),
                  ofProgram.length,
                )}
                indeterminate={
                  !draft.programIds.includes(id) && ofProgram.some((cohort) => draft.cohortIds.includes(cohort.id))
                }
                label={strings.wholeProgram(name)}
                onChange={() => onChange({ programIds: toggled(draft.programIds, id) })}
              />
              <div className="mt-3 grid gap-x-6 gap-y-3 ps-7.5 sm:grid-cols-2 lg:grid-cols-3">
                {ofProgram.map((cohort) => (
                  <Checkbox
                    checked={isCohortChosen(draft, cohort)}
                    disabled={draft.programIds.includes(id)}
                    hint={strings.cohortHint(cohort.students)}
                    key={cohort.id}
                    label={cohort.name}
                    onChange={() => onChange({ cohortIds: toggled(draft.cohortIds, cohort.id) })}
                  />
                ))}
              </div>
            </fieldset>
          ))}
          <SingleStudents chosen={draft.students} onChange={(students) => onChange({ students })} />
        </fieldset>
        <FieldError id="who-error">{error}</FieldError>
      </CardBody>
    </Card>
  );
}

type SingleStudentsProps = { chosen: readonly Candidate[]; onChange: (students: Candidate[]) => void };

function SingleStudents({ chosen, onChange }: SingleStudentsProps) {
  const [search, setSearch] = useState("");
  const query = useCandidates(useDeferredValue(search));
  const found = query.data?.items ?? [];
  const known = new Map<string, Candidate>([
    ...found.map((student) => [student.id, candidateOf(student)] as const),
    ...chosen.map((student) => [student.id, student] as const),
  ]);
  return (
    <StudentCombobox
      className="pt-4"
      error={query.isError ? strings.searchFailed : undefined}
      hint={strings.singleHint}
      label={strings.singleStudents}
      loading={query.isFetching}
      multiple
      onSearch={setSearch}
      onValueChange={(options) => onChange(options.flatMap(({ value }) => known.get(value) ?? []))}
      optional
      options={found.map((student) => optionOf(candidateOf(student)))}
      placeholder={strings.singlePlaceholder}
      value={chosen.map(optionOf)}
    />
  );
}

function candidateOf({ id, name, studentNumber, cohort, cohortId }: StudentLine): Candidate {
  return { id, name, meta: [studentNumber, cohort].filter(Boolean).join(frameworkStrings.dots), cohortId };
}

function optionOf({ id, name, meta }: Candidate): ComboboxOption {
  return { value: id, label: name, meta };
}

type Program = { id: string; name: string; cohorts: Cohort[] };

function groupByProgram(cohorts: readonly Cohort[]): Program[] {
  const programs = new Map<string, Program>();
  for (const cohort of cohorts) {
    const known = programs.get(cohort.programId);
    if (known) known.cohorts.push(cohort);
    else programs.set(cohort.programId, { id: cohort.programId, name: cohort.program, cohorts: [cohort] });
  }
  return [...programs.values()];
}

function toggled(list: readonly string[], entry: string): string[] {
  return list.includes(entry) ? list.filter((each) => each !== entry) : [...list, entry];
}
