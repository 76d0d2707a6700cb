import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** Passes data that a page loaded on the server to its client components: they render at once and stay up to date. */
export function Prefetched({
  data,
  children,
}: {
  data: readonly (readonly [QueryKey, unknown])[];
  children: ReactNode;
}) {
  const queryClient = new QueryClient();
  for (const [key, value] of data) queryClient.setQueryData(key, value);
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>;
}
