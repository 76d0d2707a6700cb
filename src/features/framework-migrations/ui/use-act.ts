"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Problem } from "#src/client/api.ts";
import { toast } from "#src/ui/toast.tsx";
import { migrationKeys } from "./migration-queries.ts";
import { strings } from "./strings.ts";

/** One act on a move; the page then shows how it stands. A refusal is told with its reason. */
export function useAct(failed: string = strings.startFailed) {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    networkMode: "always",
    mutationFn: (run: () => Promise<unknown>) => run(),
    onError: (error) => toast.error(error instanceof Problem ? error.message : failed),
    onSettled: () => client.invalidateQueries({ queryKey: migrationKeys.all() }),
  });
  return { act: mutate, isPending };
}
