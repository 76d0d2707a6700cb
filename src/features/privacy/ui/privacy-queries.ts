import { queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { ConsentTextStep, ConsentTextsAnswer, OwnConsentsAnswer } from "#src/features/privacy/consents/schema.ts";
import type { RetentionAnswer } from "#src/features/privacy/retention/schema.ts";
import type {
  ErasureAnswer,
  ErasuresAnswer,
  ExportAnswer,
  ExportsAnswer,
  HoldStep,
  HoldsAnswer,
  StoredAnswer,
} from "#src/features/privacy/schema.ts";
import type { Purpose, RetentionKind } from "#src/features/privacy/values.ts";

export const privacyPaths = {
  consents: "/api/me/consents",
  exports: "/api/person-exports",
  file: (id: string) => `/api/person-exports/${encodeURIComponent(id)}/file` as const,
  erasures: "/api/erasures",
  stored: "/api/personal-data",
  texts: "/api/consent-texts",
  ledger: "/api/consents/export",
  schoolExports: "/api/person-exports/of-school",
  schoolErasures: "/api/erasures/of-school",
  holds: "/api/legal-holds",
  retention: "/api/retention",
} as const;

export const privacyKeys = {
  all: ["privacy"] as const,
  /** Under the key of all consents of a person, so that an answer anywhere brings it up to date. */
  consents: ["me", "consents", "all"] as const,
  exports: ["privacy", "exports"] as const,
  erasures: ["privacy", "erasures"] as const,
  stored: ["privacy", "stored"] as const,
  texts: ["privacy", "texts"] as const,
  schoolExports: ["privacy", "school-exports"] as const,
  schoolErasures: ["privacy", "school-erasures"] as const,
  holds: ["privacy", "holds"] as const,
  retention: (kind?: RetentionKind, months?: number) => ["privacy", "retention", kind, months] as const,
};

export function consentsQuery() {
  return queryOptions({
    queryKey: privacyKeys.consents,
    queryFn: ({ signal }) => api<OwnConsentsAnswer>(privacyPaths.consents, { signal }),
  });
}

const isMaking = (answer: ExportsAnswer | undefined) =>
  answer?.items.some(({ state }) => state === "QUEUED" || state === "RUNNING") ?? false;

/** Asked again each second while one is being made. */
export function exportsQuery() {
  return queryOptions({
    queryKey: privacyKeys.exports,
    queryFn: ({ signal }) => api<ExportsAnswer>(privacyPaths.exports, { signal }),
    refetchInterval: ({ state }) => (isMaking(state.data) ? 1_000 : false),
  });
}

export function schoolExportsQuery() {
  return queryOptions({
    queryKey: privacyKeys.schoolExports,
    queryFn: ({ signal }) => api<ExportsAnswer>(privacyPaths.schoolExports, { signal }),
    refetchInterval: ({ state }) => (isMaking(state.data) ? 2_000 : false),
  });
}

export function erasuresQuery() {
  return queryOptions({
    queryKey: privacyKeys.erasures,
    queryFn: ({ signal }) => api<ErasuresAnswer>(privacyPaths.erasures, { signal }),
  });
}

export function schoolErasuresQuery() {
  return queryOptions({
    queryKey: privacyKeys.schoolErasures,
    queryFn: ({ signal }) => api<ErasuresAnswer>(privacyPaths.schoolErasures, { signal }),
  });
}

export function holdsQuery() {
  return queryOptions({
    queryKey: privacyKeys.holds,
    queryFn: ({ signal }) => api<HoldsAnswer>(privacyPaths.holds, { signal }),
  });
}

export function textsQuery() {
  return queryOptions({
    queryKey: privacyKeys.texts,
    queryFn: ({ signal }) => api<ConsentTextsAnswer>(privacyPaths.texts, { signal }),
  });
}

/** With a kind and its months: as if the school had chosen so. */
export function retentionQuery(asked?: { kind: RetentionKind; months: number }) {
  const query = asked ? `?kind=${asked.kind}&months=${asked.months}` : "";
  return queryOptions({
    queryKey: privacyKeys.retention(asked?.kind, asked?.months),
    queryFn: ({ signal }) => api<RetentionAnswer>(`${privacyPaths.retention}${query}`, { signal }),
  });
}

/** It changes with the program alone. */
export function storedQuery() {
  return queryOptions({
    queryKey: privacyKeys.stored,
    queryFn: ({ signal }) => api<StoredAnswer>(privacyPaths.stored, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const post = <Answer>(path: `/api/${string}`, body: object = {}) =>
  api<Answer>(path, { method: "POST", body, idempotencyKey: newIdempotencyKey() });

export const decide = (purpose: Purpose, isGranted: boolean, textId: string | undefined) =>
  api<OwnConsentsAnswer>(`${privacyPaths.consents}/${purpose}`, {
    method: "PUT",
    body: { isGranted, ...(textId === undefined ? {} : { textId }) },
  });

const ofPerson = (userId: string, what: "person-exports" | "erasures") =>
  `/api/users/${encodeURIComponent(userId)}/${what}` as const;

export const askExport = (userId?: string) =>
  post<ExportAnswer>(userId === undefined ? privacyPaths.exports : ofPerson(userId, "person-exports"));
export const cancelExport = (id: string) =>
  post<ExportAnswer>(`${privacyPaths.exports}/${encodeURIComponent(id)}/cancel`);
export const askErasure = (userId?: string) =>
  post<ErasureAnswer>(userId === undefined ? privacyPaths.erasures : ofPerson(userId, "erasures"));
export const cancelErasure = (id: string) =>
  post<ErasureAnswer>(`${privacyPaths.erasures}/${encodeURIComponent(id)}/cancel`);
export const placeHold = (userId: string, reason: string) => post<HoldStep>(privacyPaths.holds, { userId, reason });
export const liftHold = (id: string) => post<HoldStep>(`${privacyPaths.holds}/${encodeURIComponent(id)}/lift`);
export const changeRetention = (kind: RetentionKind, months: number | null) =>
  api<RetentionAnswer>(privacyPaths.retention, { method: "PUT", body: { kind, months } });
export const publishText = (purpose: Purpose, words: string) =>
  post<ConsentTextStep>(privacyPaths.texts, { purpose, words });
export const endText = (id: string) => post<ConsentTextStep>(`${privacyPaths.texts}/${encodeURIComponent(id)}/end`);
