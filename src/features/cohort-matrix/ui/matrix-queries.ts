import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { ChoicesAnswer } from "#src/features/cohort-matrix/schema.ts";
import type { FileFormat } from "#src/features/cohort-matrix/values.ts";
import { type CountedMatrix, parseMatrix } from "./parse-matrix.ts";

export type ChosenStudents = { cohort: string; rotation: string };

export const matrixKeys = {
  /** Every matrix: any may have a cell of a student whose progress changed. */
  matrices: () => ["cohort-matrix", "rows"] as const,
  matrix: (chosen: ChosenStudents, framework: string) =>
    ["cohort-matrix", "rows", chosen.cohort, chosen.rotation, framework] as const,
  choices: (chosen: ChosenStudents) => ["cohort-matrix", "choices", chosen.cohort, chosen.rotation] as const,
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed by hand: values that the API would refuse are left out. */
function queryOf({ cohort, rotation }: ChosenStudents, framework?: string): URLSearchParams {
  const query = new URLSearchParams();
  if (id.test(cohort)) query.set("cohortId", cohort);
  if (id.test(rotation)) query.set("rotationId", rotation);
  if (framework !== undefined) query.set("frameworkId", framework);
  return query;
}

export const matrixPaths = {
  choices: (chosen: ChosenStudents) => `/api/cohort-matrix/choices?${queryOf(chosen)}` as const,
  matrix: (chosen: ChosenStudents, framework: string) => `/api/cohort-matrix?${queryOf(chosen, framework)}` as const,
  export: (chosen: ChosenStudents, framework: string, format: FileFormat) =>
    `/api/cohort-matrix/export?${queryOf(chosen, framework)}&format=${format}` as const,
};

export function choicesQuery(chosen: ChosenStudents) {
  return queryOptions({
    queryKey: matrixKeys.choices(chosen),
    queryFn: ({ signal }) => api<ChoicesAnswer>(matrixPaths.choices(chosen), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function matrixQuery(chosen: ChosenStudents, framework: string | undefined) {
  return queryOptions({
    queryKey: matrixKeys.matrix(chosen, framework ?? ""),
    queryFn: ({ signal }) =>
      api<CountedMatrix>(matrixPaths.matrix(chosen, framework ?? ""), { signal, parse: parseMatrix }),
    enabled: framework !== undefined && id.test(framework),
    placeholderData: keepPreviousData,
    // To compare tens of thousands of cells with those before takes longer than to draw those in sight.
    structuralSharing: false,
  });
}
