import type { QueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { CodeAnswer } from "#src/features/notifications/schema.ts";
import { settingsKey } from "./settings-queries.ts";

const path = "/api/notifications/phone";

const loadAgain = (queryClient: QueryClient) => queryClient.invalidateQueries({ queryKey: settingsKey });

export async function sendCode(queryClient: QueryClient, number: string): Promise<void> {
  try {
    await api<CodeAnswer>(`${path}/code`, { method: "POST", body: { number }, idempotencyKey: newIdempotencyKey() });
  } finally {
    await loadAgain(queryClient);
  }
}

export async function verifyCode(queryClient: QueryClient, code: string): Promise<void> {
  await api(`${path}/verify`, { method: "POST", body: { code } });
  await loadAgain(queryClient);
}

export async function removeNumber(queryClient: QueryClient): Promise<void> {
  await api(path, { method: "DELETE" });
  await loadAgain(queryClient);
}
