"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { type DraftFault, saveFaults } from "#src/features/frameworks/editing/faults.ts";
import type { EditAnswer, EditDraft, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { saveDraft } from "../framework-edit-queries.ts";

const pauseMs = 1_000;

export type SaveState =
  | { name: "saved"; at: string }
  | { name: "unsaved" | "saving" | "offline" }
  | { name: "faulty"; faults: readonly DraftFault[] }
  | { name: "failed"; detail: string }
  /** Changed elsewhere, or published: nothing is sent any more. */
  | { name: "stale" | "closed"; detail: string };

/** Stores the draft when typing pauses, one request at a time, each made from the revision before it. */
export function useAutosave(initial: EditAnswer, draft: EditDraft, scales: readonly EditScale[]) {
  const [state, setState] = useState<SaveState>({ name: "saved", at: initial.updatedAt });
  const known = useRef({ revision: initial.revision, draft });
  const latest = useRef(draft);
  const running = useRef<Promise<boolean>>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isOver = useRef(false);
  latest.current = draft;

  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) await running.current;
    if (isOver.current) return false;
    const sent = latest.current;
    if (sent === known.current.draft) return true;
    const faults = saveFaults(sent, scales);
    if (faults.length > 0) {
      setState({ name: "faulty", faults });
      return false;
    }
    setState({ name: "saving" });
    const request = send(initial.id, sent, known.current.revision).then((next) => {
      running.current = undefined;
      if ("revision" in next) {
        known.current = { revision: next.revision, draft: sent };
        setState(latest.current === sent ? { name: "saved", at: next.updatedAt } : { name: "unsaved" });
        return true;
      }
      isOver.current = next.name === "stale" || next.name === "closed";
      setState(next);
      return false;
    });
    running.current = request;
    // What was typed meanwhile has a pause of its own.
    return request;
  }, [initial.id, scales]);

  useEffect(() => {
    if (draft === known.current.draft || isOver.current) return;
    setState((before) => (before.name === "saving" ? before : { name: "unsaved" }));
    timer.current = setTimeout(() => void save(), pauseMs);
    return () => clearTimeout(timer.current);
  }, [draft, save]);

  // The line is back, or the page is left within the program.
  useEffect(() => {
    const retry = () => void save();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      void save();
    };
  }, [save]);

  const isUnsaved = state.name !== "saved";
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isUnsaved]);

  /** Goes on from what is stored now. */
  const adopt = useCallback((answer: EditAnswer, adopted: EditDraft) => {
    known.current = { revision: answer.revision, draft: adopted };
    latest.current = adopted;
    isOver.current = false;
    setState({ name: "saved", at: answer.updatedAt });
  }, []);

  /** Nothing is sent any more: the draft is gone, or somewhere else. */
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    isOver.current = true;
    setState({ name: "saved", at: new Date().toISOString() });
  }, []);

  return { state, save, adopt, stop, revision: () => known.current.revision };
}

async function send(id: string, draft: EditDraft, revision: number) {
  try {
    return await saveDraft(id, draft, revision);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 412) return { name: "stale" as const, detail: error.detail };
    if (error.status === 409) return { name: "closed" as const, detail: error.detail };
    if (error.isOffline) return { name: "offline" as const };
    return { name: "failed" as const, detail: error.errors[0]?.message ?? error.detail };
  }
}
