import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  AnswerBody,
  ColleaguesAnswer,
  RoundStateAnswer,
  RoundsAnswer,
  RoundView,
  StartBody,
} from "#src/features/feedback/schema.ts";

export const feedbackKeys = {
  all: () => ["feedback"] as const,
  rounds: () => ["feedback", "rounds"] as const,
  round: (id: string) => ["feedback", "round", id] as const,
  colleagues: (studentId: string, competencyId: string) => ["feedback", "colleagues", studentId, competencyId] as const,
};

const base = "/api/feedback-rounds";

export const feedbackPaths = {
  rounds: base,
  round: (id: string) => `${base}/${encodeURIComponent(id)}` as const,
  colleagues: (studentId: string, competencyId: string) =>
    `${base}/colleagues?studentId=${encodeURIComponent(studentId)}&competencyId=${encodeURIComponent(competencyId)}` as const,
} as const;

/** Where a supervisor asks colleagues about a student; `from` is where they return to. */
export function askColleaguesHref(studentId: string, competencyId: string, from?: string): string {
  return `/feedback/new?${new URLSearchParams({ studentId, competencyId, ...(from ? { from } : {}) })}`;
}

export function roundsQuery() {
  return queryOptions({
    queryKey: feedbackKeys.rounds(),
    queryFn: ({ signal }) => api<RoundsAnswer>(feedbackPaths.rounds, { signal }),
  });
}

export function roundQuery(id: string) {
  return queryOptions({
    queryKey: feedbackKeys.round(id),
    queryFn: ({ signal }) => api<RoundView>(feedbackPaths.round(id), { signal }),
  });
}

export function colleaguesQuery(studentId: string, competencyId: string) {
  return queryOptions({
    queryKey: feedbackKeys.colleagues(studentId, competencyId),
    queryFn: ({ signal }) => api<ColleaguesAnswer>(feedbackPaths.colleagues(studentId, competencyId), { signal }),
  });
}

/** Each is one act of the user: `key` is the same however often it is tried. */
export function startRound(body: StartBody, idempotencyKey: string): Promise<RoundStateAnswer> {
  return api<RoundStateAnswer>(base, { method: "POST", body, idempotencyKey });
}

export function giveAnswer(id: string, body: AnswerBody): Promise<RoundStateAnswer> {
  return api<RoundStateAnswer>(`${feedbackPaths.round(id)}/answer`, { method: "PUT", body });
}

export type RoundAct = "remind" | "close" | "call-off" | "asked";

export function actOnRound(
  id: string,
  act: RoundAct,
  idempotencyKey: string,
  body?: { colleagueIds: string[] },
): Promise<RoundStateAnswer> {
  return api<RoundStateAnswer>(`${feedbackPaths.round(id)}/${act}`, {
    method: "POST",
    idempotencyKey,
    ...(body ? { body } : {}),
  });
}
