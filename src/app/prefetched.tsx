import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** What a page read on the server, put where its client components look for it: they render at once and stay live. */
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
