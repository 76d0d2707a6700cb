import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { DevicesAnswer, TestAnswer } from "#src/features/notifications/schema.ts";
import { readThisBrowser, subscribeThisBrowser, unsubscribeThisBrowser } from "./this-browser.ts";

export const pushKeys = {
  devices: () => ["notifications", "devices"] as const,
  thisBrowser: () => ["push", "this-browser"] as const,
};

export const pushPaths = {
  devices: "/api/notifications/devices",
  device: (id: string) => `/api/notifications/devices/${encodeURIComponent(id)}`,
  test: (id: string) => `/api/notifications/devices/${encodeURIComponent(id)}/test`,
} as const;

export function devicesQuery() {
  return queryOptions({
    queryKey: pushKeys.devices(),
    queryFn: ({ signal }) => api<DevicesAnswer>(pushPaths.devices, { signal }),
  });
}

export function thisBrowserQuery() {
  return queryOptions({ queryKey: pushKeys.thisBrowser(), queryFn: readThisBrowser, staleTime: 0 });
}

/** Asks for permission, subscribes and saves. Returns whether the person allowed it. */
export async function addThisBrowser(queryClient: QueryClient, publicKey: string): Promise<boolean> {
  try {
    const body = await subscribeThisBrowser(publicKey);
    if (!body) return false;
    await api(pushPaths.devices, { method: "POST", body, idempotencyKey: newIdempotencyKey() });
    return true;
  } finally {
    await loadAgain(queryClient);
  }
}

export async function removeDevice(queryClient: QueryClient, id: string, isThisBrowser: boolean): Promise<void> {
  await api(pushPaths.device(id), { method: "DELETE" });
  if (isThisBrowser) await unsubscribeThisBrowser();
  await loadAgain(queryClient);
}

export async function sendTest(queryClient: QueryClient, id: string): Promise<TestAnswer["result"]> {
  const { result } = await api<TestAnswer>(pushPaths.test(id), { method: "POST" });
  await loadAgain(queryClient);
  return result;
}

async function loadAgain(queryClient: QueryClient): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: pushKeys.devices() }),
    queryClient.invalidateQueries({ queryKey: pushKeys.thisBrowser() }),
  ]);
}
