"use client";

import { Download } from "lucide-react";
import type { ExportAnswer } from "#src/features/privacy/schema.ts";
import { Button, buttonStyle } from "#src/ui/button.tsx";
import { CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { cancelExport, privacyPaths } from "./privacy-queries.ts";
import { strings } from "./strings.ts";
import { useAct } from "./use-act.ts";

/** Archives, newest first: how far, or until when they can be taken. */
export function ExportRows({ items }: { items: readonly ExportAnswer[] }) {
  const act = useAct(strings.failed);
  return (
    <CardList>
      {items.map((item) =>
        item.state === "QUEUED" || item.state === "RUNNING" ? (
          <li className="px-5 py-4 max-md:px-4" key={item.exportId}>
            <JobProgress
              actions={
                <Button onClick={() => void act(() => cancelExport(item.exportId)).catch(() => {})}>
                  {strings.stop}
                </Button>
              }
              detail={strings.waiting}
              done={item.progress}
              label={strings.making(item.personName)}
              state="running"
              total={100}
            />
          </li>
        ) : (
          <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3 max-md:px-4" key={item.exportId}>
            <div className="min-w-0">
              <p className="font-medium">{item.personName}</p>
              <p className="text-sm text-muted">
                {strings.asked} <DateText kind="full" value={item.requestedAt} withinSentence /> ·{" "}
                <Ending item={item} />
              </p>
            </div>
            {item.isTakable ? (
              <a
                aria-label={strings.downloadOf(item.personName)}
                className={buttonStyle({})}
                download
                href={privacyPaths.file(item.exportId)}
              >
                <Download aria-hidden />
                {strings.download}
                {item.sizeBytes === null ? null : ` (${formatBytes(item.sizeBytes)})`}
              </a>
            ) : null}
          </li>
        ),
      )}
    </CardList>
  );
}

function Ending({ item: { state, expiresAt, error } }: { item: ExportAnswer }) {
  if (state === "FAILED") return <span className="text-danger">{error ?? strings.exportFailed}</span>;
  if (state === "CANCELLED") return <>{strings.stopped}</>;
  if (expiresAt === null) return <>{strings.ended}</>;
  return (
    <>
      {strings.keptUntil} <DateText kind="full" value={expiresAt} withinSentence />
    </>
  );
}
