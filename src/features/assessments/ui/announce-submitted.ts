import type { QueryClient } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { QueueAnswer, SubmitAnswer } from "#src/features/assessments/schema.ts";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { toast } from "#src/ui/toast.tsx";
import { assessmentKeys, assessmentPaths, hrefOf } from "./assessment-queries.ts";
import type { OutboxEntry } from "./outbox.ts";
import { strings } from "./strings.ts";

/**
 * After a submission: reloads everything it changed, and shows a toast with the change and the next student in the
 * queue.
 */
export async function announceSubmitted(options: {
  entry: OutboxEntry;
  answer: SubmitAnswer | null;
  queryClient: QueryClient;
  open: (href: string) => void;
}): Promise<void> {
  const { entry, answer, queryClient, open } = options;
  void queryClient.invalidateQueries({ queryKey: assessmentKeys.queue() });
  void queryClient.invalidateQueries({ queryKey: ["students"] });
  void queryClient.invalidateQueries({ queryKey: progressKeys.student(entry.studentId) });
  void queryClient.invalidateQueries({ queryKey: progressKeys.everyWhy() });
  const next = await nextInQueue(entry);
  const description = changeOf(entry, answer);
  toast.success(strings.submittedTitle(entry.studentName, entry.levelWords), {
    ...(description ? { description } : {}),
    ...(next ? { action: { label: strings.next(firstName(next.name)), onClick: () => open(next.href) } } : {}),
  });
}

function changeOf(entry: OutboxEntry, answer: SubmitAnswer | null): string | undefined {
  const update = answer?.progressUpdate;
  if (!update) return undefined;
  const { completedCompetencies, totalCompetencies } = update.overall;
  const progress = strings.submittedProgress(firstName(entry.studentName), completedCompetencies, totalCompetencies);
  return isCompleted(update.status) ? `${strings.submittedCompleted} ${progress}` : progress;
}

/** The next line of the queue. If it cannot be loaded, there is no suggestion. */
async function nextInQueue(entry: OutboxEntry): Promise<{ name: string; href: string } | undefined> {
  try {
    const { items } = await api<QueueAnswer>(assessmentPaths.queue(null));
    const next = items.find((line) => line.studentId !== entry.studentId || line.competencyId !== entry.competencyId);
    if (!next) return undefined;
    return { name: next.studentName, href: hrefOf(next) };
  } catch {
    return undefined;
  }
}

function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}
