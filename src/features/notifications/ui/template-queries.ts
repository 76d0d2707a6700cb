import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type {
  TemplateLine,
  TemplateParams,
  TemplatesAnswer,
  VersionsAnswer,
} from "#src/features/notifications/school-words/schema.ts";

type Words = Pick<TemplateLine["words"][number], "subject" | "content">;

export const templateKeys = {
  all: () => ["notification-templates"] as const,
  versions: (about: TemplateParams) => ["notification-templates", "versions", about] as const,
};

export const templatesPath = "/api/notification-templates";
const pathOf = ({ event, recipient, channel }: TemplateParams) => `${templatesPath}/${event}/${recipient}/${channel}`;

export function templatesQuery() {
  return queryOptions({
    queryKey: templateKeys.all(),
    queryFn: ({ signal }) => api<TemplatesAnswer>(templatesPath, { signal }),
  });
}

export function versionsQuery(about: TemplateParams) {
  return queryOptions({
    queryKey: templateKeys.versions(about),
    queryFn: ({ signal }) => api<VersionsAnswer>(`${pathOf(about)}/versions`, { signal }),
  });
}

/** Writes words, or returns to the shipped ones with null. */
export function useSaveTemplate(about: TemplateParams) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (words: Words | null) =>
      words ? api(pathOf(about), { method: "PUT", body: words }) : api(pathOf(about), { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: templateKeys.all() }),
  });
}

export function useTestTemplate(about: TemplateParams) {
  return useMutation({
    networkMode: "always",
    mutationFn: (words: Words) =>
      api(`${pathOf(about)}/test`, { method: "POST", body: words, idempotencyKey: newIdempotencyKey() }),
  });
}
