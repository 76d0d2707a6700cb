import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { SampleAnswer } from "#src/features/samples/schema.ts";
import type { SampleRole } from "#src/features/sessions/schema.ts";

export const samplePath = "/api/sample-school";

export const sampleKeys = { own: () => ["sample-school"] as const };

export function sampleQuery() {
  return queryOptions({
    queryKey: sampleKeys.own(),
    queryFn: ({ signal }) => api<SampleAnswer>(samplePath, { signal }),
  });
}

/** Fills it, unless it is there. */
export function openSample(): Promise<SampleAnswer> {
  return api<SampleAnswer>(samplePath, { method: "POST" });
}

export function removeSample(): Promise<SampleAnswer> {
  return api<SampleAnswer>(samplePath, { method: "DELETE" });
}

/** From then on this browser is that of somebody in the sample school. */
export async function enterSample(role: SampleRole): Promise<void> {
  await api("/api/auth/sample", { method: "POST", body: { role } });
}

export async function leaveSample(): Promise<void> {
  await api("/api/auth/sample/leave", { method: "POST" });
}
