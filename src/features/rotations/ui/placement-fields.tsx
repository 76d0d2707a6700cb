"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { studentSearchQuery } from "#src/features/people/ui/student-queries.ts";
import { Combobox, type ComboboxOption } from "#src/ui/combobox.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { supervisorsQuery } from "./rotation-queries.ts";
import { strings } from "./strings.ts";

type StudentsFieldProps = {
  value: ComboboxOption[];
  onValueChange: (value: ComboboxOption[]) => void;
  error: string | undefined;
};

/** Several students, found by the server. */
export function StudentsField({ value, onValueChange, error }: StudentsFieldProps) {
  const [search, setSearch] = useState("");
  const query = useQuery(studentSearchQuery(useDeferredValue(search.trim().slice(0, 200))));
  const options = (query.data?.items ?? []).map(({ id, name, studentNumber, cohort, placement }) => ({
    value: id,
    label: name,
    meta: [studentNumber, cohort, placement].filter(Boolean).join(", "),
  }));
  return (
    <Combobox
      error={error ?? (query.isError ? strings.searchFailed : undefined)}
      hint={strings.studentsHint}
      label={strings.studentsField}
      loading={query.isFetching}
      multiple
      name="studentIds"
      onSearch={setSearch}
      onValueChange={onValueChange}
      options={options}
      value={value}
    />
  );
}

/** Several supervisors of the school. */
export function SupervisorsField({ value, onValueChange, error }: StudentsFieldProps) {
  const query = useQuery(supervisorsQuery());
  return (
    <Combobox
      error={error ?? (query.isError ? strings.searchFailed : undefined)}
      hint={strings.supervisorsHint}
      label={strings.supervisorsField}
      loading={query.isPending}
      multiple
      name="supervisorIds"
      onValueChange={onValueChange}
      options={(query.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
    />
  );
}

type Days = { startsOn: string; endsOn: string };
type DaysFieldsProps = {
  value: Days;
  within: Days;
  onValueChange: (days: Days) => void;
  errorOf: (name: keyof Days) => string | undefined;
};

/** The first and the last day, within those of the rotation. */
export function DaysFields({ value, within, onValueChange, errorOf }: DaysFieldsProps) {
  const field = (name: keyof Days, label: string) => (
    <TextField
      error={errorOf(name)}
      label={label}
      max={within.endsOn}
      min={within.startsOn}
      name={name}
      onChange={(event) => onValueChange({ ...value, [name]: event.target.value })}
      type="date"
      value={value[name]}
    />
  );
  return (
    <div className="grid grid-cols-2 gap-4">
      {field("startsOn", strings.firstDay)}
      {field("endsOn", strings.lastDay)}
    </div>
  );
}
