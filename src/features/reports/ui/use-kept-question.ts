"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { Question, ReportAnswer } from "#src/features/reports/schema.ts";
import { ofThisTab, writeSealed } from "#src/ui/sealed/storage.ts";
import { saveReport } from "./report-queries.ts";

const pauseMs = 1_000;

export type SaveState =
  | { name: "saved"; at: string }
  | { name: "new" | "foreign" | "saving" | "unsaved" | "offline" | "stale" }
  | { name: "failed"; detail: string };

/** Where a question that is not saved is kept for its tab. */
export const draftKey = (reportId: string | undefined) => ofThisTab(`report-draft:${reportId ?? "new"}`);

/** Stores a saved report when changes pause, one request at a time; what is not saved yet is kept in the tab. */
export function useKeptQuestion(report: ReportAnswer | undefined, question: Question, isReady: boolean) {
  const [state, setState] = useState<SaveState>(
    report === undefined
      ? { name: "new" }
      : report.isOwn
        ? { name: "saved", at: report.updatedAt }
        : { name: "foreign" },
  );
  const known = useRef({ revision: report?.revision ?? 0, question });
  const latest = useRef(question);
  const running = useRef<Promise<void>>(undefined);
  latest.current = question;
  const id = report?.isOwn ? report.id : undefined;
  const isOver = state.name === "stale";

  const save = useCallback(async () => {
    if (id === undefined) return;
    await running.current;
    const sent = latest.current;
    if (sent === known.current.question) return;
    setState({ name: "saving" });
    running.current = saveReport(id, sent, known.current.revision)
      .then(({ revision, updatedAt }) => {
        known.current = { revision, question: sent };
        writeSealed(draftKey(id), null);
        setState(latest.current === sent ? { name: "saved", at: updatedAt } : { name: "unsaved" });
      })
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        if (error.status === 412) setState({ name: "stale" });
        else
          setState(
            error.isOffline
              ? { name: "offline" }
              : { name: "failed", detail: error.errors[0]?.message ?? error.detail },
          );
      });
    await running.current;
  }, [id]);

  useEffect(() => {
    if (question === known.current.question) return;
    writeSealed(draftKey(report?.id), JSON.stringify(question));
    if (id === undefined || isOver || !isReady) return;
    setState((before) => (before.name === "saving" ? before : { name: "unsaved" }));
    const timer = setTimeout(() => void save(), pauseMs);
    return () => clearTimeout(timer);
  }, [question, id, report?.id, isOver, isReady, save]);

  useEffect(() => {
    const retry = () => void save();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [save]);

  return { state, save };
}
