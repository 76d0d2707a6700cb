import { queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { EditAnswer, EditDraft, SavedAnswer } from "#src/features/frameworks/editing/schema.ts";
import { frameworkPath } from "./framework-paths.ts";
import { frameworkKeys } from "./framework-queries.ts";

export function editPath(id: string) {
  return `${frameworkPath(id)}/edit` as const;
}

const revisionHeader = (revision: number) => ({ "If-Match": `"${revision}"` });

/** Everything of a framework that an editor needs. */
export function frameworkEditQuery(id: string) {
  return queryOptions({
    queryKey: [...frameworkKeys.all, "edit", id] as const,
    queryFn: ({ signal }) => api<EditAnswer>(editPath(id), { signal }),
  });
}

export function loadForEdit(id: string): Promise<EditAnswer> {
  return api<EditAnswer>(editPath(id));
}

export function saveDraft(id: string, draft: EditDraft, revision: number): Promise<SavedAnswer> {
  return api<SavedAnswer>(frameworkPath(id), { method: "PUT", body: draft, headers: revisionHeader(revision) });
}

/** An empty draft, or a copy of the items. `key` is made once for each act of the reader. */
export function createDraft(
  body: { title: string; description?: string; version?: string; items?: EditDraft["items"] },
  key = newIdempotencyKey(),
): Promise<SavedAnswer> {
  return api<SavedAnswer>("/api/competency-frameworks", { method: "POST", body, idempotencyKey: key });
}

export function publishDraft(id: string, revision: number): Promise<unknown> {
  return api(`${frameworkPath(id)}/publish`, { method: "POST", body: {}, headers: revisionHeader(revision) });
}

export function removeFramework(id: string): Promise<unknown> {
  return api(frameworkPath(id), { method: "DELETE" });
}
