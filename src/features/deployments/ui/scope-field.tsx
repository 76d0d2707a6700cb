"use client";

import { useDeferredValue, useState } from "react";
import type { DeploymentAnswer, Scope } from "#src/features/deployments/schema.ts";
import type { ComboboxOption } from "#src/ui/combobox.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { actStrings } from "./act-strings.ts";
import { useCandidates } from "./deployment-queries.ts";
import { StudentCombobox } from "./student-combobox.tsx";

/** Everybody, one of the groups as "type id", or the chosen students. */
export type ScopeDraft = { who: string; students: ComboboxOption[] };

export function toScope({ who, students }: ScopeDraft): Scope | undefined {
  if (who === "all") return { type: "all" };
  if (who === "students") {
    return students.length === 0 ? undefined : { type: "students", studentIds: students.map(({ value }) => value) };
  }
  const [type, id] = who.split(" ");
  return type === "cohort" || type === "program" ? { type: "group", group: { type, id: id ?? "" } } : undefined;
}

type ScopeFieldProps = {
  deployment: DeploymentAnswer;
  value: ScopeDraft;
  onChange: (value: ScopeDraft) => void;
  error: string | undefined;
};

/** Whom a change is about. */
export function ScopeField({ deployment: { targets, progress }, value, onChange, error }: ScopeFieldProps) {
  const groups = targets.filter(({ type, isWithdrawn }) => type !== "student" && !isWithdrawn);
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        label={actStrings.scope}
        onValueChange={(who) => onChange({ ...value, who })}
        options={[
          { value: "all", label: actStrings.everybody(progress.students) },
          ...(targets.length > 1
            ? groups.map(({ type, id, name }) => ({ value: `${type} ${id}`, label: actStrings.group(name) }))
            : []),
          { value: "students", label: actStrings.chosenStudents },
        ]}
        value={value.who}
      />
      {value.who === "students" ? (
        <StudentsField error={error} onChange={(students) => onChange({ ...value, students })} value={value.students} />
      ) : null}
    </div>
  );
}

type StudentsFieldProps = {
  value: ComboboxOption[];
  onChange: (students: ComboboxOption[]) => void;
  error: string | undefined;
};

function StudentsField({ value, onChange, error }: StudentsFieldProps) {
  const [search, setSearch] = useState("");
  const query = useCandidates(useDeferredValue(search));
  return (
    <StudentCombobox
      error={error}
      hint={actStrings.chooseStudentsHint}
      label={actStrings.chooseStudents}
      loading={query.isFetching}
      multiple
      onSearch={setSearch}
      onValueChange={(options) => onChange([...options])}
      options={(query.data?.items ?? []).map(({ id, name, studentNumber, cohort }) => ({
        value: id,
        label: name,
        meta: [studentNumber, cohort].filter(Boolean).join(", "),
      }))}
      value={value}
    />
  );
}
