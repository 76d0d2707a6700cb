"use client";

import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type {
  BulkAnswer,
  bulkBody,
  InviteAnswer,
  inviteBody,
  PeopleAnswer,
  PersonAnswer,
  personBody,
  UndoAnswer,
} from "#src/features/people/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { peopleApi } from "./people-paths.ts";
import { peopleKeys } from "./people-queries.ts";
import { peopleStrings as strings } from "./people-strings.ts";

/** Without a connection a mutation fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";

const keptPages = 3;

/** Reads the people again; of a list that was scrolled far only its first pages, the rest follows as one scrolls. */
export async function refreshPeople(client: QueryClient): Promise<void> {
  client.setQueriesData<InfiniteData<PeopleAnswer, string | null>>({ queryKey: peopleKeys.lists() }, (data) =>
    data && data.pages.length > keptPages
      ? { pages: data.pages.slice(0, keptPages), pageParams: data.pageParams.slice(0, keptPages) }
      : data,
  );
  await Promise.all([
    client.invalidateQueries({ queryKey: peopleKeys.all() }),
    client.invalidateQueries({ queryKey: ["students"] }),
  ]);
}

export type BulkInput = z.input<typeof bulkBody>;

/** Acts on people and says what was done, with Undo where there is one, and why some were left out. */
export function useActOnPeople() {
  const client = useQueryClient();
  const undo = useMutation({
    networkMode,
    mutationFn: (id: string) =>
      api<UndoAnswer>(peopleApi.undo(id), { method: "POST", idempotencyKey: newIdempotencyKey() }),
    onSuccess: ({ undone, notUndone }) =>
      toast.success(strings.undone(undone), notUndone > 0 ? { description: strings.notUndone(notUndone) } : undefined),
    onError: showProblem,
    onSettled: () => refreshPeople(client),
  });
  return useMutation({
    networkMode,
    mutationFn: ({ body, key }: { body: BulkInput; key: string }) =>
      api<BulkAnswer>(peopleApi.bulk, { method: "POST", body, idempotencyKey: key }),
    onSuccess: ({ done, misfits, undoId }, { body }) => {
      const left = misfits.map(({ reason, count }) => strings.misfit(reason, count)).join(" · ");
      const options = {
        ...(left === "" ? {} : { description: left }),
        ...(undoId === null ? {} : { action: { label: strings.undo, onClick: () => undo.mutate(undoId) } }),
        durationMs: 10_000,
      };
      if (done === 0) toast.info(strings.nothingDone, options);
      else toast.success(strings.done[body.act](done), options);
    },
    onError: showProblem,
    onSettled: () => refreshPeople(client),
  });
}

export type InviteInput = z.input<typeof inviteBody>;

export function useInvitePeople() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ body, key }: { body: InviteInput; key: string }) =>
      api<InviteAnswer>(peopleApi.invitations, { method: "POST", body, idempotencyKey: key }),
    onSettled: () => refreshPeople(client),
  });
}

export type PersonInput = z.input<typeof personBody>;

export function useChangePerson(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ body, revision }: { body: PersonInput; revision: number }) =>
      api<PersonAnswer>(peopleApi.one(id), { method: "PATCH", body, headers: { "if-match": `"${revision}"` } }),
    onSuccess: (person) => client.setQueryData(peopleKeys.one(id), person),
    onSettled: () => refreshPeople(client),
  });
}

/** Acts of one person that leave the list as it is. */
export function useHelpSignIn(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (act: keyof typeof strings.helped) =>
      api(`${peopleApi.one(id)}/${act}`, { method: "POST", idempotencyKey: newIdempotencyKey() }),
    onSuccess: (_answer, act) => toast.success(strings.helped[act]),
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.one(id) }),
  });
}

function showProblem(error: Error): void {
  toast.error(strings.failed, { description: error instanceof Problem ? error.detail : "" });
}
