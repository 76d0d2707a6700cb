"use client";

import { useRef } from "react";
import { Problem } from "#src/client/api.ts";
import type { FixAnswer } from "#src/features/people-imports/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { type Fixes, useFixRows } from "../import-queries.ts";
import { strings } from "../strings.ts";

/** Corrects cells, and takes the last corrections back one after the other. */
export function useCorrections(importId: string) {
  const { mutateAsync, isPending } = useFixRows(importId);
  const done = useRef<FixAnswer["before"][]>([]);

  const send = async (body: Fixes): Promise<FixAnswer | undefined> => {
    try {
      return await mutateAsync(body);
    } catch (error) {
      toast.error(strings.fixFailed, error instanceof Problem ? { description: error.detail } : {});
      return undefined;
    }
  };

  const undo = async () => {
    const before = done.current.pop();
    if (before) await send({ cells: before });
  };

  const correct = async (body: Fixes): Promise<boolean> => {
    const answer = await send(body);
    if (!answer) return false;
    if (answer.before.length > 0) done.current.push(answer.before);
    if (answer.before.length > 1) {
      toast.success(strings.saved(answer.before.length), {
        action: { label: strings.undo, onClick: () => void undo() },
      });
    }
    return true;
  };

  return { correct, undo, isPending };
}
