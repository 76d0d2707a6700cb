import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { ActAnswer, StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { progressKeys } from "#src/features/progress/ui/progress-queries.ts";
import { type Act, assessmentKeys, assessmentPaths } from "./assessment-queries.ts";

/** Takes one act on an assessment, and loads again what it changed. */
export async function takeAct(
  queryClient: QueryClient,
  of: { id: string; studentId: string },
  act: Act,
  { body, key = newIdempotencyKey() }: { body?: object; key?: string } = {},
): Promise<ActAnswer> {
  const answer = await api<ActAnswer>(assessmentPaths.act(of.id, act), {
    method: "POST",
    idempotencyKey: key,
    ...(body === undefined ? {} : { body }),
  });
  void queryClient.invalidateQueries({ queryKey: assessmentKeys.queue() });
  void queryClient.invalidateQueries({ queryKey: ["students"] });
  void queryClient.invalidateQueries({ queryKey: progressKeys.student(of.studentId) });
  void queryClient.invalidateQueries({ queryKey: progressKeys.everyWhy() });
  return answer;
}

/** An act with what came of it. `run` is true once it is done; it is repeated under the same key until then. */
export function useAct(view: StaffAssessmentView) {
  const queryClient = useQueryClient();
  const [key, setKey] = useState(newIdempotencyKey);
  const [isRunning, setRunning] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const run = async (act: Act, body?: object): Promise<boolean> => {
    setRunning(true);
    setFault(undefined);
    try {
      await takeAct(queryClient, view, act, { key, ...(body === undefined ? {} : { body }) });
      setKey(newIdempotencyKey());
      await queryClient.invalidateQueries({ queryKey: assessmentKeys.one(view.id) });
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
      // Somebody else was first: the page shows what is there now.
      if (error.status === 409) void queryClient.invalidateQueries({ queryKey: assessmentKeys.one(view.id) });
      return false;
    } finally {
      setRunning(false);
    }
  };
  return { run, isRunning, fault };
}
