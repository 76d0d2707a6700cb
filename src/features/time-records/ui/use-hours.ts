"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type {
  adjustBody,
  changeBody,
  DecideAnswer,
  decideBody,
  TimeRecordAnswer,
  TimerAnswer,
} from "#src/features/time-records/schema.ts";
import { hoursKeys, hoursPaths } from "./hours-queries.ts";

/**
 * Without a connection a mutation fails at once and shows an error; by default it would be paused without a message.
 */
const networkMode = "always";

export type EntryInput = Omit<z.input<typeof changeBody>, "send" | "answer">;
export type AdjustInput = z.input<typeof adjustBody>;
export type DecideInput = z.input<typeof decideBody>;

/** Everything about hours is read again after one of them has changed: sums, weeks and what waits. */
function useHoursMutation<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: hoursKeys.all() }),
  });
}

const post = <Answer>(path: string, body?: unknown, idempotencyKey = newIdempotencyKey()) =>
  api<Answer>(path, { method: "POST", idempotencyKey, ...(body === undefined ? {} : { body }) });

type SaveInput = {
  /** Absent for new hours. */
  id: string | undefined;
  entry: EntryInput;
  send: boolean;
  answer?: string;
  /** One for each time the form is opened and sent. */
  key: string;
};

export function useSaveHours() {
  return useHoursMutation(async ({ id, entry, send, answer, key }: SaveInput) => {
    if (id === undefined) return post<TimeRecordAnswer>(hoursPaths.all, { ...entry, send }, key);
    return api<TimeRecordAnswer>(hoursPaths.one(id), {
      method: "PUT",
      body: { ...entry, send, ...(answer ? { answer } : {}) },
    });
  });
}

export function useSendHours() {
  return useHoursMutation((id: string) => post<TimeRecordAnswer>(`${hoursPaths.one(id)}/send`, {}));
}

export function useRemoveHours() {
  return useHoursMutation((id: string) => api(hoursPaths.one(id), { method: "DELETE" }));
}

export function useAdjustHours() {
  return useHoursMutation(({ id, key, ...body }: AdjustInput & { id: string; key: string }) =>
    post<TimeRecordAnswer>(`${hoursPaths.one(id)}/adjust`, body, key),
  );
}

export function useDecideHours() {
  return useHoursMutation((body: DecideInput) => post<DecideAnswer>(hoursPaths.decide, body));
}

type TimerAct = { act: "start"; placementId: string } | { act: "break" | "stop" | "discard" };

/** The answer of `stop` is the draft that it became. */
export function useTimer() {
  return useHoursMutation(async (input: TimerAct): Promise<TimeRecordAnswer | undefined> => {
    switch (input.act) {
      case "start":
        await post<TimerAnswer>(hoursPaths.timer, { placementId: input.placementId });
        return undefined;
      case "break":
        await post<TimerAnswer>(`${hoursPaths.timer}/break`);
        return undefined;
      case "stop":
        return post<TimeRecordAnswer>(`${hoursPaths.timer}/stop`);
      case "discard":
        await api<TimerAnswer>(hoursPaths.timer, { method: "DELETE" });
        return undefined;
    }
  });
}
