import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { ViewsAnswer } from "#src/features/saved-views/schema.ts";
import type { ViewPage } from "#src/features/saved-views/values.ts";

export const viewKeys = { of: (page: ViewPage) => ["saved-views", page] as const };

export const viewPaths = {
  all: "/api/saved-views",
  of: (page: ViewPage) => `/api/saved-views?page=${page}` as const,
  one: (id: string) => `/api/saved-views/${encodeURIComponent(id)}` as const,
} as const;

export function viewsQuery(page: ViewPage) {
  return queryOptions({
    queryKey: viewKeys.of(page),
    queryFn: ({ signal }) => api<ViewsAnswer>(viewPaths.of(page), { signal }),
  });
}
