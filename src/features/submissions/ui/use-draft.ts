"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type FieldProblem, Problem } from "#src/client/api.ts";
import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { useSealedReady } from "#src/ui/sealed/storage.ts";
import { contentOf, type DraftContent, draftOf, isSame, keepDraft, readKeptDraft } from "./draft-content.ts";
import { createSubmission, ownSubmissionHref, saveSubmission, submissionKeys } from "./submission-queries.ts";

export type DraftState = "clean" | "unsaved" | "saving" | "saved" | "failed" | "conflict";

const delayMs = 800;

/**
 * What a student writes, saved a moment after each change and kept in the tab until then, so that nothing is lost by a
 * reload or a lost connection. The first change makes the draft. Saves run one after another; one that would overwrite
 * another text than it started from is a conflict, which the student decides.
 */
export function useDraft(submission: SubmissionAnswer | null, competencyId: string) {
  const queryClient = useQueryClient();
  const [content, setContent] = useState(() => draftOf(submission));
  const [state, setState] = useState<DraftState>("clean");
  const [faults, setFaults] = useState<readonly FieldProblem[]>([]);
  const latest = useRef(content);
  /** The draft on the server, and what of it this tab started from; no id until there is one. */
  const saved = useRef({ id: submission?.id ?? null, version: submission?.version ?? "" });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<boolean> | undefined>(undefined);
  const isDirty = useRef(false);
  const newDraftId = useRef("");
  const isReady = useSealedReady();
  const key = () => saved.current.id ?? `new:${competencyId}`;

  const show = (next: DraftContent) => {
    latest.current = next;
    setContent(next);
  };

  // The server's first render cannot know what this tab keeps.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form opens.
  useEffect(() => {
    if (!isReady) return;
    const kept = readKeptDraft(key());
    if (kept && isSame(kept.content, latest.current)) keepDraft(key(), null);
    else if (kept) {
      newDraftId.current = kept.newId;
      show(kept.content);
      if (kept.baseVersion === saved.current.version) schedule(0);
      else setState("conflict");
    }
    const leave = () => {
      if (isDirty.current) void flush();
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [isReady]);

  const schedule = (ms: number) => {
    isDirty.current = true;
    setState("unsaved");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), ms);
  };

  const write = async (): Promise<void> => {
    const sent = contentOf(latest.current);
    const { id, version } = saved.current;
    if (id !== null) {
      saved.current.version = (await saveSubmission(id, { ...sent, baseVersion: version })).version;
      return;
    }
    newDraftId.current ||= newId();
    // The same id however often it is tried: one whose answer was lost is there already, and is saved instead.
    const made = await createSubmission(newDraftId.current, competencyId, sent).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 409) return saveSubmission(newDraftId.current, sent);
      throw error;
    });
    keepDraft(key(), null);
    saved.current = { id: made.submissionId, version: made.version };
    // A reload opens the draft, and the way back stays what it was.
    window.history.replaceState(null, "", `${ownSubmissionHref(made.submissionId)}${window.location.search}`);
  };

  /** Saves what is not saved yet. Returns whether everything is saved. */
  const flush = async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) await running.current;
    if (!isDirty.current) return true;
    running.current = run();
    return running.current;
  };

  const run = async (): Promise<boolean> => {
    isDirty.current = false;
    setState("saving");
    try {
      await write();
      setFaults([]);
    } catch (error) {
      isDirty.current = true;
      if (error instanceof Problem && error.errors.some(({ path }) => path === "baseVersion")) setState("conflict");
      else {
        setState("failed");
        setFaults(error instanceof Problem ? error.errors : []);
      }
      return false;
    } finally {
      running.current = undefined;
    }
    if (isDirty.current) {
      setState("unsaved");
      return flush();
    }
    keepDraft(key(), null);
    setState("saved");
    void queryClient.invalidateQueries({ queryKey: submissionKeys.lists() });
    return true;
  };

  return {
    content,
    state,
    faults,
    change: (edit: Partial<DraftContent>) => {
      show({ ...latest.current, ...edit });
      newDraftId.current ||= newId();
      keepDraft(key(), {
        content: latest.current,
        baseVersion: saved.current.version,
        newId: newDraftId.current,
      });
      if (state !== "conflict") schedule(delayMs);
    },
    /** Saves at once; the id and the version of the draft, or undefined where it could not be saved. */
    settle: async (): Promise<{ id: string; version: string } | undefined> => {
      if (saved.current.id === null) isDirty.current = true;
      const isSaved = await flush();
      const { id, version } = saved.current;
      return isSaved && id !== null ? { id, version } : undefined;
    },
    /** After a conflict: writes over what is there, which the student has decided. */
    keepMine: async (other: SubmissionAnswer) => {
      saved.current.version = other.version;
      schedule(0);
    },
    takeOther: (other: SubmissionAnswer) => {
      keepDraft(key(), null);
      isDirty.current = false;
      saved.current = { id: other.id, version: other.version };
      show(draftOf(other));
      setState("clean");
    },
    forget: () => {
      clearTimeout(timer.current);
      isDirty.current = false;
      keepDraft(key(), null);
    },
    idOf: () => saved.current.id,
  };
}
