"use client";

import type { ReactNode } from "react";
import { ErrorState } from "#src/ui/error-state.tsx";
import { Problem } from "./api.ts";

type Query<Data> = {
  data: Data | undefined;
  error: Error | null;
  isFetching: boolean;
  refetch: () => unknown;
};

/** A card's inside from a query: what it shows, its skeleton of the same size, or what went wrong and a way on. */
export function QueryContent<Data>({
  query,
  skeleton,
  frame = (content) => content,
  children,
}: {
  query: Query<Data>;
  skeleton: ReactNode;
  /** Around the fault, where the content brings cards of its own. */
  frame?: (content: ReactNode) => ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return frame(
      <ErrorState
        compact
        onRetry={() => void query.refetch()}
        reference={query.error instanceof Problem ? query.error.requestId : undefined}
        retrying={query.isFetching}
      />,
    );
  }
  return skeleton;
}
