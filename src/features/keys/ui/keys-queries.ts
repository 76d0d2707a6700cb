import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { KeysAnswer } from "#src/features/keys/schema.ts";

export const keysKeys = { all: () => ["keys"] as const };
export const keysPaths = { all: "/api/keys" } as const;

export function keysQuery() {
  return queryOptions({
    queryKey: keysKeys.all(),
    queryFn: ({ signal }) => api<KeysAnswer>(keysPaths.all, { signal }),
  });
}
