import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  AcknowledgementAnswer,
  ModelAnswer,
  PredictionSettings,
  PredictionsAnswer,
} from "#src/features/predictions/schema.ts";

/** Whose predictions: of one student, or of all whom the reader may see, narrowed to a cohort or a rotation. */
export type PredictionScope = {
  studentId?: string;
  cohortId?: string;
  rotationId?: string;
  flagged?: "true";
  seenTo?: "true" | "false";
};

export const predictionKeys = {
  all: () => ["predictions"] as const,
  list: (scope: PredictionScope) => ["predictions", "list", scope] as const,
  model: () => ["predictions", "model"] as const,
};

export const predictionPaths = {
  list: (scope: PredictionScope, cursor: string | null) =>
    `/api/predictions?${new URLSearchParams({ ...scope, limit: "20", ...(cursor ? { cursor } : {}) })}` as const,
  acknowledgement: (studentId: string) => `/api/predictions/${encodeURIComponent(studentId)}/acknowledgement` as const,
  model: "/api/prediction-model",
  settings: "/api/prediction-settings",
} as const;

export function predictionsQuery(scope: PredictionScope) {
  return infiniteQueryOptions({
    queryKey: predictionKeys.list(scope),
    queryFn: ({ signal, pageParam }) => api<PredictionsAnswer>(predictionPaths.list(scope, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function modelQuery() {
  return queryOptions({
    queryKey: predictionKeys.model(),
    queryFn: ({ signal }) => api<ModelAnswer>(predictionPaths.model, { signal }),
  });
}

/** @param days null: until a reason is added */
export function acknowledgeFlag(
  studentId: string,
  body: { days: number | null; note?: string },
): Promise<AcknowledgementAnswer> {
  return api<AcknowledgementAnswer>(predictionPaths.acknowledgement(studentId), { method: "PUT", body });
}

export function reopenFlag(studentId: string): Promise<AcknowledgementAnswer> {
  return api<AcknowledgementAnswer>(predictionPaths.acknowledgement(studentId), { method: "DELETE" });
}

export function switchPredictions(isOn: boolean): Promise<PredictionSettings> {
  return api<PredictionSettings>(predictionPaths.settings, { method: "PUT", body: { isOn } });
}
