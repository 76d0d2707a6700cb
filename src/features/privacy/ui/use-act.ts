import { useQueryClient } from "@tanstack/react-query";
import { Problem } from "#src/client/api.ts";
import { toast } from "#src/ui/toast.tsx";
import { privacyKeys } from "./privacy-queries.ts";

/** Does something, says so, and brings the lists up to date; what fails is told and thrown, so that a dialog stays open. */
export function useAct(failed: string) {
  const client = useQueryClient();
  return async (
    does: () => Promise<unknown>,
    done?: string,
    undo?: { label: string; does: () => Promise<unknown> },
  ) => {
    const reload = () => client.invalidateQueries({ queryKey: privacyKeys.all });
    try {
      await does();
      const action = undo && {
        label: undo.label,
        onClick: () => void undo.does().then(reload, () => toast.error(failed)),
      };
      if (done) toast.success(done, action ? { action } : {});
    } catch (error) {
      toast.error(failed, error instanceof Problem ? { description: error.detail } : {});
      throw error;
    } finally {
      await reload();
    }
  };
}
