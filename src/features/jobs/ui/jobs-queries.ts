import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { AskedAnswer, FailuresAnswer, JobsAnswer } from "#src/features/jobs/schema.ts";
import type { JobAct } from "#src/features/jobs/values.ts";
import { toast } from "#src/ui/toast.tsx";
import { jobsStrings as strings } from "./jobs-strings.ts";

export const jobsKeys = {
  all: () => ["jobs"] as const,
  overview: () => ["jobs", "overview"] as const,
  failures: (job: string | null) => ["jobs", "failures", job] as const,
};

const part = encodeURIComponent;
export const jobsPaths = {
  overview: "/api/jobs",
  failures: "/api/jobs/failures",
} as const;
const actPaths: Record<JobAct, (target: string) => `/api/${string}`> = {
  RETRY: (id) => `/api/jobs/failures/${part(id)}/retry`,
  DISCARD: (id) => `/api/jobs/failures/${part(id)}/discard`,
  RETRY_ALL: (job) => `/api/jobs/kinds/${part(job)}/retry`,
  CANCEL: (id) => `/api/jobs/${part(id)}/cancel`,
};

/** The workers report every five seconds; nothing is asked for while the page is not in sight. */
const refetchInterval = 4_000;

export function jobsQuery() {
  return queryOptions({
    queryKey: jobsKeys.overview(),
    queryFn: ({ signal }) => api<JobsAnswer>(jobsPaths.overview, { signal }),
    refetchInterval,
  });
}

export function failuresQuery(job: string | null) {
  return infiniteQueryOptions({
    queryKey: jobsKeys.failures(job),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams();
      if (job) query.set("job", job);
      if (pageParam) query.set("cursor", pageParam);
      return api<FailuresAnswer>(`${jobsPaths.failures}?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval,
  });
}

/** Asks the workers for something; the page shows it as asked for until one of them has done it. */
export function useAskWorker() {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: ({ act, target }: { act: JobAct; target: string }) =>
      api<AskedAnswer>(actPaths[act](target), { method: "POST", idempotencyKey: newIdempotencyKey() }),
    onError: (error) => toast.error(strings.notDone, error instanceof Problem ? { description: error.detail } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: jobsKeys.all() }),
  });
}
