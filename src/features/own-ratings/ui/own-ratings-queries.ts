import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { OwnRatingsAnswer } from "#src/features/own-ratings/schema.ts";

export const ownRatingsKeys = { all: () => ["own-ratings"] as const };
export const ownRatingsPaths = { all: "/api/own-ratings" } as const;

export function ownRatingsQuery() {
  return queryOptions({
    queryKey: ownRatingsKeys.all(),
    queryFn: ({ signal }) => api<OwnRatingsAnswer>(ownRatingsPaths.all, { signal }),
  });
}
