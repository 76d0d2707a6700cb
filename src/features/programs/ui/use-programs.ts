"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#src/client/api.ts";
import type { cohortBody, cohortChange, programBody, programChange } from "#src/features/programs/schema.ts";
import { programKeys, programPaths } from "./program-queries.ts";

export type ProgramInput = z.input<typeof programBody>;
export type CohortInput = z.input<typeof cohortBody>;
type ProgramChangeInput = z.input<typeof programChange>;
type CohortChangeInput = z.input<typeof cohortChange>;

/** Without a connection a change fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";

function useGroupMutation<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: programKeys.list() }),
  });
}

export function useAddProgram() {
  return useGroupMutation(({ body, key }: { body: ProgramInput; key: string }) =>
    api<{ id: string }>(programPaths.list, { method: "POST", body, idempotencyKey: key }),
  );
}

export function useChangeProgram() {
  return useGroupMutation(({ id, body }: { id: string; body: ProgramChangeInput }) =>
    api<{ id: string }>(programPaths.program(id), { method: "PATCH", body }),
  );
}

export function useAddCohort() {
  return useGroupMutation(({ body, key }: { body: CohortInput; key: string }) =>
    api<{ id: string }>(programPaths.cohorts, { method: "POST", body, idempotencyKey: key }),
  );
}

export function useChangeCohort() {
  return useGroupMutation(({ id, body }: { id: string; body: CohortChangeInput }) =>
    api<{ id: string }>(programPaths.cohort(id), { method: "PATCH", body }),
  );
}

export function useDeleteGroup() {
  return useGroupMutation(({ kind, id }: { kind: "program" | "cohort"; id: string }) =>
    api(programPaths[kind](id), { method: "DELETE" }),
  );
}
