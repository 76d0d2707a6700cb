import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { OwnScalesAnswer } from "#src/features/rating-scales/schema.ts";

export const scaleKeys = { own: () => ["own-scales"] as const };

export const scalePaths = {
  own: "/api/school/rating-scales",
  list: "/api/rating-scales",
  one: (id: string) => `/api/rating-scales/${encodeURIComponent(id)}` as const,
} as const;

export function ownScalesQuery() {
  return queryOptions({
    queryKey: scaleKeys.own(),
    queryFn: ({ signal }) => api<OwnScalesAnswer>(scalePaths.own, { signal }),
  });
}
