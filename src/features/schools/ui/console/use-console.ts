"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { limitsBody, newSchoolBody, SchoolLine } from "#src/features/schools/console/schema.ts";
import { consoleKeys, consolePaths } from "./console-queries.ts";

export type NewSchoolInput = z.input<typeof newSchoolBody>;
export type LimitsInput = z.input<typeof limitsBody>;

/** Without a connection a change fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";

function useSchoolMutation<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: consoleKeys.all() }),
  });
}

export function useAddSchool() {
  return useSchoolMutation(({ body, key }: { body: NewSchoolInput; key: string }) =>
    api<{ id: string }>(consolePaths.list, { method: "POST", body, idempotencyKey: key }),
  );
}

export function useChangeLimits({ id, revision }: SchoolLine) {
  return useSchoolMutation((body: LimitsInput) =>
    api(consolePaths.limits(id), { method: "PUT", body, headers: { "if-match": `"${revision}"` } }),
  );
}

export function useSuspendSchool(id: string) {
  return useSchoolMutation((reason: string) =>
    api(consolePaths.suspend(id), { method: "POST", body: { reason }, idempotencyKey: newIdempotencyKey() }),
  );
}

export function useReopenSchool(id: string) {
  return useSchoolMutation(() => api(consolePaths.reopen(id), { method: "POST", idempotencyKey: newIdempotencyKey() }));
}

type Invited = { items: { outcome: string; detail?: string }[] };

export function useInviteAdmin(schoolId: string) {
  return useSchoolMutation(({ name, email, key }: { name: string; email: string; key: string }) =>
    api<Invited>(consolePaths.invitations, {
      method: "POST",
      body: { people: [{ name, email, role: "SCHOOL_ADMIN" }], send: true, schoolId },
      idempotencyKey: key,
    }),
  );
}
