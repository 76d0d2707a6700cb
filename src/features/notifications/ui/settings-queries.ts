import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";

/** Apart from the notifications, which are loaded again with each that arrives. */
export const settingsKey = ["notification-settings"] as const;
export const settingsPath = "/api/notifications/settings";

export function settingsQuery() {
  return queryOptions({
    queryKey: settingsKey,
    queryFn: ({ signal }) => api<SettingsAnswer>(settingsPath, { signal }),
  });
}
