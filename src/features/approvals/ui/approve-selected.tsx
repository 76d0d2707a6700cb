"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { mostApproved } from "#src/features/approvals/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { approvalKeys, approve } from "./approval-queries.ts";

/** Approves what is selected, after a question: it cannot be taken back. */
export function ApproveSelected({ ids, onApproved }: { ids: readonly string[]; onApproved: () => void }) {
  const queryClient = useQueryClient();
  // A second press after a lost answer repeats the first, where it is about the same completions.
  const [sent, setSent] = useState({ about: "", key: "" });
  const run = async () => {
    const about = ids.join();
    const key = sent.about === about ? sent.key : newIdempotencyKey();
    setSent({ about, key });
    try {
      const { approved, left } = await approve(ids, key);
      toast.success(
        strings.approved(approved.length),
        left.length > 0 ? { description: strings.left(left.length) } : undefined,
      );
      onApproved();
    } catch (error) {
      toast.error(strings.approveFailed, {
        description: error instanceof Problem ? error.detail : strings.tryAgain,
      });
      throw error;
    } finally {
      await queryClient.invalidateQueries({ queryKey: approvalKeys.all() });
    }
  };
  if (ids.length > mostApproved) return <p className="text-sm text-muted">{strings.most(mostApproved)}</p>;
  return (
    <AlertDialog
      actionLabel={strings.approve(ids.length)}
      description={strings.approveHelp}
      onAction={run}
      title={strings.approveTitle(ids.length)}
      tone="primary"
      trigger={<Button variant="primary">{strings.approve(ids.length)}</Button>}
    />
  );
}
