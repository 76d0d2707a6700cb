"use client";

import type { ReactNode } from "react";
import { Card } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { Problem } from "./api.ts";

export type QueryState = {
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
  query: QueryState & { data: Data | undefined };
  skeleton: ReactNode;
  /** Wraps the error, for content that has its own cards. */
  frame?: (content: ReactNode) => ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return frame(<QueryErrorState query={query} />);
  }
  return skeleton;
}

/** In the place of a list or table that could not be loaded: a card with a way to retry. */
export function QueryError({ query, title }: { query: QueryState; title?: string }) {
  return (
    <Card>
      <QueryErrorState query={query} title={title} />
    </Card>
  );
}

function QueryErrorState({ query, title }: { query: QueryState; title?: string | undefined }) {
  return (
    <ErrorState
      compact
      onRetry={() => void query.refetch()}
      reference={query.error instanceof Problem ? query.error.requestId : undefined}
      retrying={query.isFetching}
      {...(title === undefined ? {} : { title })}
    />
  );
}
