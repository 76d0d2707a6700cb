"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { Act, ActAnswer, ActsAnswer, changeBody, withdrawBody } from "#src/features/deployments/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { actStrings } from "./act-strings.ts";
import { deploymentKeys } from "./deployment-keys.ts";
import { actsPath, deploymentPath } from "./deployment-paths.ts";

export type ChangeInput = z.input<typeof changeBody>;
export type WithdrawInput = z.input<typeof withdrawBody>;

export type ActRequest = { deploymentId: string; key: string } & (
  | { kind: "change"; body: ChangeInput }
  | { kind: "withdraw"; body: WithdrawInput }
  | { kind: "keep"; body: { studentId: string } }
  | { kind: "cancel" }
  | { kind: "undo"; actId: string }
);

/**
 * Sends an act on a deployment, waits a little for its job, says what was done, and offers to undo it. A long one goes on
 * in the history of the deployment.
 */
export function useAct() {
  const client = useQueryClient();
  const mutation = useMutation({
    // Without a connection it fails at once and shows an error; by default it would be paused without a message.
    networkMode: "always",
    mutationFn: async (request: ActRequest): Promise<Act | undefined> => {
      const { actId } = await send(request);
      return finished(request.deploymentId, actId);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: deploymentKeys.all }),
        client.invalidateQueries({ queryKey: ["progress"] }),
      ]),
    onSuccess: (done, request) => {
      if (!done || done.status === "RUNNING")
        return toast.info(actStrings.goesOn, { description: actStrings.goesOnHelp });
      const undo = () =>
        mutation.mutate(
          { kind: "undo", deploymentId: request.deploymentId, actId: done.id, key: newIdempotencyKey() },
          { onError: () => toast.error(actStrings.undoFailed) },
        );
      toast.success(
        actStrings.done(done),
        done.canUndo ? { action: { label: actStrings.undo, onClick: undo }, durationMs: 10_000 } : {},
      );
    },
  });
  return mutation;
}

function send(request: ActRequest): Promise<ActAnswer> {
  const path = deploymentPath(request.deploymentId);
  const post = { method: "POST", idempotencyKey: request.key } as const;
  switch (request.kind) {
    case "change":
      return api<ActAnswer>(path, { method: "PATCH", body: request.body });
    case "withdraw":
      return api<ActAnswer>(`${path}/withdraw`, { ...post, body: request.body });
    case "keep":
      return api<ActAnswer>(`${path}/keep`, { ...post, body: request.body });
    case "cancel":
      return api<ActAnswer>(`${path}/cancel`, post);
    case "undo":
      return api<ActAnswer>(`${path}/acts/${encodeURIComponent(request.actId)}/undo`, post);
  }
}

const waitsMs = [150, 250, 400, 600, 800, 1000, 1500, 1500];

/** The act once its job is done, or as it is after a few seconds. */
async function finished(deploymentId: string, actId: string): Promise<Act | undefined> {
  let act: Act | undefined;
  for (const waitMs of waitsMs) {
    const { items } = await api<ActsAnswer>(actsPath(deploymentId));
    act = items.find(({ id }) => id === actId);
    if (act?.status === "DONE") return act;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return act;
}
