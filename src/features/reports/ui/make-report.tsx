"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { Question } from "#src/features/reports/schema.ts";
import { Button, buttonStyle } from "#src/ui/button.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { toast } from "#src/ui/toast.tsx";
import { askForRun, reportKeys, reportPaths, runQuery, stopRun } from "./report-queries.ts";
import { strings } from "./strings.ts";

type MakeReportProps = { question: Question; reportId: string | undefined; isReady: boolean; runId: string | null };

/** The button that has the report made, with its progress, and the download of what is ready. */
export function MakeReport({ question, reportId, isReady, runId: given }: MakeReportProps) {
  const client = useQueryClient();
  const [runId, setRunId] = useState(given);
  const [isAsking, setAsking] = useState(false);
  const { data: run } = useQuery(runQuery(runId));
  const isGoing = runId !== null && (run === undefined || run.state === "QUEUED" || run.state === "RUNNING");

  useEffect(() => {
    if (run?.state === "DONE") void client.invalidateQueries({ queryKey: reportKeys.runs() });
  }, [run?.state, client]);

  const make = async () => {
    setAsking(true);
    try {
      const asked = await askForRun(question, reportId);
      client.setQueryData(reportKeys.run(asked.runId), asked);
      setRunId(asked.runId);
    } catch (error) {
      toast.error(
        strings.makeFailed,
        error instanceof Problem ? { description: error.errors[0]?.message ?? error.detail } : undefined,
      );
    } finally {
      setAsking(false);
    }
  };
  const stop = async () => {
    if (runId === null) return;
    try {
      client.setQueryData(reportKeys.run(runId), await stopRun(runId));
      toast.info(strings.stopped);
    } catch {
      await client.invalidateQueries({ queryKey: reportKeys.run(runId) });
    }
  };

  return (
    <>
      <Button disabled={!isReady} loading={isAsking || isGoing} onClick={() => void make()} variant="primary">
        {strings.make[question.format]}
      </Button>
      {run && run.state !== "CANCELLED" ? (
        <div className="basis-full rounded-card border border-border bg-surface p-4 shadow-1">
          <JobProgress
            actions={
              isGoing ? (
                <Button onClick={() => void stop()}>{strings.stop}</Button>
              ) : run.state === "DONE" && run.sizeBytes !== null ? (
                <a className={buttonStyle()} download href={reportPaths.file(run.runId)}>
                  <Download aria-hidden />
                  {strings.download}
                </a>
              ) : undefined
            }
            detail={run.state === "FAILED" ? run.error : run.state === "DONE" ? run.title : strings.madeHelp}
            done={run.progress}
            label={
              run.state === "DONE" ? strings.ready : run.state === "FAILED" ? strings.failed : strings.making(run.title)
            }
            onRetry={() => void make()}
            state={run.state === "DONE" ? "done" : run.state === "FAILED" ? "failed" : "running"}
            total={100}
          />
        </div>
      ) : null}
    </>
  );
}
