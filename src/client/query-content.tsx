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

/** The content of a card from a query: the data, a skeleton of the same size, or an error with a way to retry. */
export function QueryContent<Data>({
  query,
  skeleton,
  frame = (content) => content,
  children,
}: {
  query: Query<Data>;
  skeleton: ReactNode;
  /** Wraps the error, for content that has its own cards. */
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
