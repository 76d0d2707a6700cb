import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { announceNobody } from "#src/client/person.ts";
import { strings } from "#src/features/samples/ui/strings.ts";
import { toast } from "#src/ui/toast.tsx";
import { leave } from "./leave.ts";

/** Runs what makes this browser somebody else's, and goes to their dashboard. Nothing of the person before stays. */
export function useChangePerson(): { isBusy: boolean; change: (act: () => Promise<void>) => Promise<void> } {
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const change = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
      announceNobody();
      await leave(queryClient, { to: "/dashboard" });
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
      setBusy(false);
    }
  };
  return { isBusy, change };
}
