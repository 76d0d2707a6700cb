"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, Problem } from "#src/client/api.ts";
import type { SettingsAnswer, SettingsBody } from "#src/features/notifications/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { settingsKey, settingsPath } from "./settings-queries.ts";
import { applyChange, inverseOf } from "./settings-rules.ts";
import { settingsStrings as strings } from "./settings-strings.ts";

export type Change = {
  body: SettingsBody;
  /** What was done, beside Undo; none where it is an undo. */
  done?: string;
};

/** Shows a change at once and saves it, one after the other; what fails is as it was before. */
export function useChangeSettings(): (change: Change) => void {
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: settingsKey,
    // The last of two presses wins on the server too.
    scope: { id: "notification-settings" },
    networkMode: "always",
    mutationFn: ({ body }: Change) => api<SettingsAnswer>(settingsPath, { method: "PATCH", body }),
    onMutate: ({ body }) => {
      void queryClient.cancelQueries({ queryKey: settingsKey });
      const known = queryClient.getQueryData<SettingsAnswer>(settingsKey);
      if (!known) return undefined;
      queryClient.setQueryData(settingsKey, applyChange(known, body));
      return inverseOf(known, body);
    },
    onSuccess: (answer, { done }, before) => {
      if (done !== undefined && before) {
        toast.success(done, { action: { label: strings.undo, onClick: () => mutate({ body: before }) } });
      }
      // While others are under way, the answer does not know them yet.
      if (queryClient.isMutating({ mutationKey: settingsKey }) === 1) queryClient.setQueryData(settingsKey, answer);
    },
    onError: (error, _change, before) => {
      queryClient.setQueryData<SettingsAnswer>(settingsKey, (known) => known && before && applyChange(known, before));
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    },
  });
  return mutate;
}
