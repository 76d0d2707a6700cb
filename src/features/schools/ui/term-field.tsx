"use client";

import { useQuery } from "@tanstack/react-query";
import type { Term } from "#src/features/schools/schema.ts";
import { openTerms } from "#src/features/schools/values.ts";
import { useDates } from "#src/ui/reader.tsx";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { termsQuery } from "./school-queries.ts";
import { termStrings } from "./term-strings.ts";

type TermFieldProps = {
  /** The days that the form has now. Without a first day it is about one day, and the ends of terms are offered. */
  startsOn?: string;
  endsOn: string;
  onChoose: (term: Term) => void;
  className?: string;
};

/** Fills in the days of a term of the school, beside fields in which they can be changed. Nothing where all are over. */
export function TermField({ startsOn, endsOn, onChoose, className }: TermFieldProps) {
  const { data } = useQuery(termsQuery());
  const terms = openTerms(data?.items ?? [], useDates().schoolDay);
  if (terms.length === 0) return null;
  const isOneDay = startsOn === undefined;
  const first = startsOn ?? endsOn;
  const chosen = terms.find((term) => term.endsOn === endsOn && (isOneDay || term.startsOn === first));
  const around = terms.find((term) => endsOn !== "" && term.startsOn <= first && term.endsOn >= endsOn);
  return (
    <Select
      className={className}
      hint={isOneDay ? termStrings.fillsDay : termStrings.fillsDays}
      label={termStrings.term}
      name="term"
      onValueChange={(id) => {
        const term = terms.find((each) => each.id === id);
        if (term) onChoose(term);
      }}
      optional
      options={terms.map(({ id, name }) => ({ value: id, label: isOneDay ? termStrings.endOf(name) : name }))}
      placeholder={around ? termStrings.within(around.name) : uiStrings.choose}
      value={chosen?.id ?? null}
    />
  );
}
