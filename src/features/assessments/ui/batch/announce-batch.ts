import type { QueryClient } from "@tanstack/react-query";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { toast } from "#src/ui/toast.tsx";
import { assessmentKeys } from "../assessment-queries.ts";
import { strings } from "../strings.ts";
import { batchHref } from "./batch-queries.ts";
import { batchStrings } from "./batch-strings.ts";
import type { Outcome } from "./send-batch.ts";

/** Everything that submissions changed is read again where it is shown. */
export function reloadAfterBatch(queryClient: QueryClient, studentIds: readonly string[]): void {
  void queryClient.invalidateQueries({ queryKey: assessmentKeys.queue() });
  void queryClient.invalidateQueries({ queryKey: ["students"] });
  void queryClient.invalidateQueries({ queryKey: progressKeys.everyWhy() });
  for (const id of new Set(studentIds)) void queryClient.invalidateQueries({ queryKey: progressKeys.student(id) });
}

/** Says what became of a batch that was sent from another page, later. */
export function announceBatch(options: {
  key: string;
  outcome: Outcome;
  queryClient: QueryClient;
  open: (href: string) => void;
}): void {
  const { outcome, queryClient, open } = options;
  const { sent, refused } = outcome;
  if (sent.length === 0 && refused === 0) return;
  reloadAfterBatch(
    queryClient,
    sent.map(({ row }) => row.sending?.studentId ?? ""),
  );
  const all = sent.length + refused + outcome.waiting;
  if (sent.length > 0) toast.success(batchStrings.submitted(sent.length, all));
  if (refused > 0) {
    toast.error(batchStrings.refusedLater(refused), {
      action: { label: strings.open, onClick: () => open(hrefOfKey(options.key)) },
    });
  }
}

function hrefOfKey(key: string): string {
  const [kind, id = ""] = key.split(" ").slice(-2);
  return batchHref(kind === "student" ? { studentId: id } : { competencyId: id });
}
