"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { placeBody, placementBody, rotationBody } from "#src/features/rotations/schema.ts";
import { rotationKeys, rotationPaths } from "./rotation-queries.ts";

/**
 * Without a connection a mutation fails at once and shows an error; by default it would be paused without a message.
 */
const networkMode = "always";

export type RotationInput = z.input<typeof rotationBody>;
export type PlaceInput = z.input<typeof placeBody>;
export type PlacementInput = z.input<typeof placementBody>;

/** Students are listed with where they are, so they are read again with the rotations. */
function useRotationMutation<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: rotationKeys.all() }),
        client.invalidateQueries({ queryKey: ["students"] }),
      ]),
  });
}

export function useSaveRotation(id: string | undefined) {
  return useRotationMutation(({ body, key }: { body: RotationInput; key: string }) =>
    id === undefined
      ? api<{ id: string }>(rotationPaths.list, { method: "POST", body, idempotencyKey: key })
      : api<{ id: string }>(rotationPaths.one(id), { method: "PUT", body }),
  );
}

export function useDeleteRotation() {
  return useRotationMutation((id: string) => api(rotationPaths.one(id), { method: "DELETE" }));
}

export function usePlaceStudents(rotationId: string) {
  return useRotationMutation(({ body, key }: { body: PlaceInput; key: string }) =>
    api<{ placementIds: string[] }>(rotationPaths.placements(rotationId), {
      method: "POST",
      body,
      idempotencyKey: key,
    }),
  );
}

export function useChangePlacement() {
  return useRotationMutation(({ id, body }: { id: string; body: PlacementInput }) =>
    api(rotationPaths.placement(id), { method: "PUT", body }),
  );
}

export function useEndPlacement() {
  return useRotationMutation((id: string) =>
    api(`${rotationPaths.placement(id)}/end`, { method: "POST", idempotencyKey: newIdempotencyKey() }),
  );
}
