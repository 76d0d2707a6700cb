import type { QueryClient } from "@tanstack/react-query";
import { api, Problem } from "#src/client/api.ts";
import type { QueueAnswer, SubmitAnswer } from "#src/features/assessments/schema.ts";
import { takeBackSeconds } from "#src/features/assessments/values.ts";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { toast } from "#src/ui/toast.tsx";
import { assessmentKeys, assessmentPaths, hrefOf } from "./assessment-queries.ts";
import { firstName } from "./assessment-values.ts";
import type { OutboxEntry } from "./outbox.ts";
import { takeAct } from "./record-acts.ts";
import { recordStrings } from "./record-strings.ts";
import { strings } from "./strings.ts";

const shortestMs = 4_000;

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
  const answeredAt = performance.now();
  const next = await nextInQueue(entry);
  const description = changeOf(entry, answer);
  const undo = answer && {
    label: recordStrings.undo,
    onClick: () => void undoSubmission({ id: answer.assessmentId, entry, queryClient, open }),
  };
  toast.success(strings.submittedTitle(entry.studentName, entry.levelWords), {
    // What may be undone is offered as long as it may; the next student was looked up meanwhile.
    durationMs: Math.max(shortestMs, takeBackSeconds * 1_000 - (performance.now() - answeredAt)),
    ...(description ? { description } : {}),
    ...(undo ? { undo } : {}),
    ...(next ? { action: { label: strings.next(firstName(next.name)), onClick: () => open(next.href) } } : {}),
  });
}

/** Takes the submission back and opens the draft that it is again, with all that was in it. */
async function undoSubmission(options: {
  id: string;
  entry: OutboxEntry;
  queryClient: QueryClient;
  open: (href: string) => void;
}): Promise<void> {
  const { id, entry, queryClient, open } = options;
  try {
    await takeAct(queryClient, { id, studentId: entry.studentId }, "take-back");
    toast.info(recordStrings.undone);
    open(`/assessment/${id}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast.error(recordStrings.undoFailed, { description: error.detail });
  }
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
