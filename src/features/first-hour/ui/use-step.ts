import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { strings } from "./admin-strings.ts";
import { refreshFirstHour } from "./first-hour-queries.ts";

/** Runs the act of a step: busy meanwhile, its fault in words, and what it made is shown after it. */
export function useStep(): {
  isBusy: boolean;
  fault: string | undefined;
  run: (act: () => Promise<void>) => Promise<void>;
} {
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setFault(undefined);
    try {
      await act();
    } catch (error) {
      setFault(error instanceof Problem ? wordsOf(error) : strings.failed);
    } finally {
      // A part of it may have been made before a fault.
      await refreshFirstHour(queryClient).catch(() => {});
      setBusy(false);
    }
  };
  return { isBusy, fault, run };
}

function wordsOf({ detail, errors }: Problem): string {
  const [first] = errors;
  return first ? `${detail} ${first.path} ${first.message}` : detail;
}
