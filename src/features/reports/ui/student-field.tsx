"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Combobox } from "#src/ui/combobox.tsx";
import { studentsQuery } from "./report-queries.ts";
import { strings } from "./strings.ts";

export type StudentFieldProps = { studentId: string | undefined; onChange: (id: string) => void };

/** Finds one student by name or number. */
export function StudentField({ studentId, onChange }: StudentFieldProps) {
  const [search, setSearch] = useState("");
  const found = useQuery(studentsQuery(search, studentId));
  const options = (found.data?.students ?? []).map(({ id, name, number }) => ({
    value: id,
    label: name,
    ...(number === null ? {} : { meta: number }),
  }));
  return (
    <Combobox
      label={strings.student}
      loading={found.isFetching}
      onSearch={setSearch}
      onValueChange={(option) => {
        if (option) onChange(option.value);
      }}
      options={options}
      placeholder={strings.findStudent}
      value={options.find(({ value }) => value === studentId) ?? null}
    />
  );
}
