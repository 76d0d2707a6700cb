"use client";

import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { z } from "zod";
import { api, Problem } from "#src/client/api.ts";
import type {
  ActsAnswer,
  DeployAnswer,
  DeploymentAnswer,
  DeploymentLine,
  deploymentStudentsAnswer,
  deploymentsAnswer,
  movedStudentsAnswer,
  OpenDeploymentsAnswer,
  PreviewAnswer,
  StudentDeploymentsAnswer,
} from "#src/features/deployments/schema.ts";
import type { studentsAnswer } from "#src/features/people/schema.ts";
import { type DeployInput, deploymentKeys } from "./deployment-keys.ts";
import {
  actsPath,
  type DeploymentFilters,
  deploymentListPath,
  deploymentPath,
  deploymentStudentsPath,
  deploymentsOfPath,
  deploymentsPath,
  type MovedOrder,
  movedStudentsPath,
  openDeploymentsPath,
  retryPath,
  type StudentFilters,
  studentDeploymentsPath,
} from "./deployment-paths.ts";

/**
 * Without a connection a mutation fails at once and shows an error; by default it would be paused without a message.
 */
const networkMode = "always";

export type DeploymentsPage = z.infer<typeof deploymentsAnswer>;
type DeploymentStudentsPage = z.infer<typeof deploymentStudentsAnswer>;
type MovedStudentsPage = z.infer<typeof movedStudentsAnswer>;
type StudentsPage = z.infer<typeof studentsAnswer>;

const pollMs = 1000;

/** A deployment that is running, or whose effective date has passed and that waits to be activated. */
export function isUnderWay({ status, effectiveAt }: Pick<DeploymentLine, "status" | "effectiveAt">): boolean {
  return status === "ACTIVATING" || (status === "SCHEDULED" && Date.parse(effectiveAt) <= Date.now());
}

export function useDeployments(frameworkId: string, initial: DeploymentsPage) {
  return useQuery({
    queryKey: deploymentKeys.of(frameworkId),
    queryFn: ({ signal }) => api<DeploymentsPage>(deploymentsOfPath(frameworkId), { signal }),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? pollMs * 2 : false),
  });
}

export function deploymentListQuery(filters: DeploymentFilters) {
  return infiniteQueryOptions({
    queryKey: deploymentKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<DeploymentsPage>(deploymentListPath(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? pollMs * 2 : false,
  });
}

export function deploymentQuery(id: string) {
  return queryOptions({
    queryKey: deploymentKeys.one(id),
    queryFn: ({ signal }) => api<DeploymentAnswer>(deploymentPath(id), { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? pollMs : false),
  });
}

/** The history; while a change of it is carried out it is read again and again. */
export function actsQuery(id: string) {
  return queryOptions({
    queryKey: deploymentKeys.acts(id),
    queryFn: ({ signal }) => api<ActsAnswer>(actsPath(id), { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === "RUNNING") ? pollMs : false),
  });
}

export function deploymentStudentsQuery(id: string, filters: StudentFilters) {
  return infiniteQueryOptions({
    queryKey: deploymentKeys.students(id, filters),
    queryFn: ({ pageParam, signal }) =>
      api<DeploymentStudentsPage>(deploymentStudentsPath(id, filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function movedStudentsQuery(order: MovedOrder) {
  return infiniteQueryOptions({
    queryKey: deploymentKeys.moved(order),
    queryFn: ({ pageParam, signal }) => api<MovedStudentsPage>(movedStudentsPath(order, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function openDeploymentsQuery(studentId: string) {
  return queryOptions({
    queryKey: deploymentKeys.open(studentId),
    queryFn: ({ signal }) => api<OpenDeploymentsAnswer>(openDeploymentsPath(studentId), { signal }),
  });
}

export function studentDeploymentsQuery(studentId: string) {
  return queryOptions({
    queryKey: deploymentKeys.ofStudent(studentId),
    queryFn: ({ signal }) => api<StudentDeploymentsAnswer>(studentDeploymentsPath(studentId), { signal }),
  });
}

/** What the form would do, asked while it is filled in; null while nobody is chosen. */
export function previewQuery(body: DeployInput | null) {
  return queryOptions({
    queryKey: deploymentKeys.preview(body),
    queryFn: ({ signal }) =>
      api<PreviewAnswer>(`${deploymentsPath}/preview`, { method: "POST", body: body ?? {}, signal }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useDeployment(id: string, initial: DeploymentLine | undefined) {
  return useQuery({
    queryKey: deploymentKeys.one(id),
    queryFn: ({ signal }) => api<DeploymentLine>(deploymentPath(id), { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? pollMs : false),
    ...(initial?.id === id ? { initialData: initial } : {}),
  });
}

export function useDeploy() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ body, key }: { body: DeployInput; key: string }) =>
      api<DeployAnswer>(deploymentsPath, { method: "POST", body, idempotencyKey: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: deploymentKeys.all }),
  });
}

/** Starts a failed deployment again. Pressed twice, the second press finds it started, which is no failure. */
export function useRetryDeployment(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: async () => {
      try {
        await api<DeployAnswer>(retryPath(id), { method: "POST" });
      } catch (error) {
        if (!(error instanceof Problem && error.status === 409)) throw error;
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: deploymentKeys.all }),
  });
}

/** The first students that match the text; typing more narrows the search. */
export function useCandidates(search: string) {
  const text = search.trim().slice(0, 200);
  return useQuery({
    queryKey: deploymentKeys.candidates(text),
    queryFn: ({ signal }) =>
      api<StudentsPage>(`/api/students?${new URLSearchParams({ limit: "20", ...(text ? { search: text } : {}) })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}
