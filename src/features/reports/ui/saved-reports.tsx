"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock, Copy, Download, FileText, Trash2 } from "lucide-react";
import Link from "next/link";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ReportAnswer, RunAnswer } from "#src/features/reports/schema.ts";
import { kindSpecs } from "#src/features/reports/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { buttonStyle } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { IconButton, iconButtonStyle } from "#src/ui/icon-button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import {
  copyReport,
  deleteReport,
  reportKeys,
  reportPages,
  reportPaths,
  reportsQuery,
  restoreReport,
  runsQuery,
} from "./report-queries.ts";
import { strings } from "./strings.ts";

/** A person's saved reports, those that colleagues share, and what was made lately. */
export function SavedReports({ back }: { back?: { href: string; label: string } }) {
  const reports = useQuery(reportsQuery());
  return (
    <>
      <PageHeader
        actions={
          <LinkButton href={reportPages.builder} variant="primary">
            {strings.newReport}
          </LinkButton>
        }
        {...(back ? { back } : {})}
        description={strings.savedHelp}
        title={strings.savedTitle}
      />
      <div className="flex max-w-[860px] flex-col gap-5">
        <QueryContent query={reports} skeleton={<Skeleton className="h-60 rounded-card" />}>
          {({ items }) => (
            <>
              <ReportList items={items.filter(({ isOwn }) => isOwn)} title={strings.mine} />
              {items.some(({ isOwn }) => !isOwn) ? (
                <ReportList items={items.filter(({ isOwn }) => !isOwn)} title={strings.theirs} />
              ) : null}
            </>
          )}
        </QueryContent>
        <MadeReports />
      </div>
    </>
  );
}

function ReportList({ items, title }: { items: readonly ReportAnswer[]; title: string }) {
  const client = useQueryClient();
  const act = async (does: () => Promise<unknown>, words?: string, undo?: () => Promise<unknown>) => {
    try {
      await does();
      if (words) {
        toast.success(words, undo ? { action: { label: strings.undo, onClick: () => void act(undo) } } : undefined);
      }
    } catch {
      toast.error(strings.actFailed);
    }
    await client.invalidateQueries({ queryKey: reportKeys.list() });
  };
  const id = title.replaceAll(" ", "-").toLowerCase();
  return (
    <Card aria-labelledby={id}>
      <CardHeader divided title={title} titleId={id} />
      {items.length === 0 ? (
        <EmptyState compact description={strings.noneHelp} icon={<FileText aria-hidden />} title={strings.none} />
      ) : (
        <CardList>
          {items.map((report) => (
            <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 max-md:px-4" key={report.id}>
              <div className="min-w-0 flex-1 basis-60">
                <Link
                  className="inline-flex min-h-6 items-center font-medium text-accent underline-offset-2 hover:text-accent-hover hover:underline"
                  href={reportPages.open(report.id) as "/reports/generator"}
                >
                  {report.title}
                </Link>
                <p className="text-sm text-muted">
                  {kindSpecs[report.kind].word} {report.isOwn ? "" : strings.by(report.owner)} ·{" "}
                  <DateText kind="relative" value={report.updatedAt} />
                  {report.schedule
                    ? ` · ${strings.scheduleWords(report.schedule.every, report.schedule.weekday, report.schedule.time)}`
                    : ""}
                </p>
              </div>
              {report.isShared && report.isOwn ? <Badge>{strings.sharedBadge}</Badge> : null}
              <span className="flex">
                {report.isOwn ? (
                  <Link
                    aria-label={strings.scheduleOf(report.title)}
                    className={iconButtonStyle()}
                    href={`${reportPages.open(report.id)}#schedule` as "/reports/generator"}
                  >
                    <CalendarClock aria-hidden />
                  </Link>
                ) : null}
                <IconButton
                  icon={<Copy aria-hidden />}
                  label={strings.copyOf(report.title)}
                  onClick={() => void act(() => copyReport(report.id), strings.copied(report.title))}
                />
                {report.isOwn ? (
                  <IconButton
                    icon={<Trash2 aria-hidden />}
                    label={strings.deleteOf(report.title)}
                    onClick={() =>
                      void act(
                        () => deleteReport(report.id),
                        strings.deleted(report.title),
                        () => restoreReport(report.id),
                      )
                    }
                  />
                ) : null}
              </span>
            </li>
          ))}
        </CardList>
      )}
    </Card>
  );
}

/** What the reader had made in the last days; a student's stands on their page of reports. */
export function MadeReports({ isStudent = false }: { isStudent?: boolean }) {
  const runs = useQuery(runsQuery());
  return (
    <Card aria-labelledby="made-reports">
      <CardHeader
        actions={isStudent ? <LinkButton href={reportPages.builder}>{strings.makeOne}</LinkButton> : undefined}
        description={isStudent ? strings.madeByYouHelp : undefined}
        divided
        title={isStudent ? strings.madeByYou : strings.made}
        titleId="made-reports"
      />
      <QueryContent query={runs} skeleton={<Skeleton className="m-5 h-20" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 py-4 text-muted max-md:px-4">{strings.noneMade}</p>
          ) : (
            <CardList>
              {items.map((run) => (
                <MadeReport key={run.runId} run={run} />
              ))}
            </CardList>
          )
        }
      </QueryContent>
    </Card>
  );
}

function MadeReport({ run: { runId, title, kind, format, state, requestedAt, sizeBytes, error } }: { run: RunAnswer }) {
  const isKept = state === "DONE" && sizeBytes !== null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 max-md:px-4">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{title}</p>
        <p className="text-sm text-muted">
          {kindSpecs[kind].word}, {strings.formats[format]} · <DateText kind="relative" value={requestedAt} />
          {error ? ` · ${error}` : ""}
        </p>
      </div>
      {isKept ? (
        <a aria-label={strings.downloadOf(title)} className={buttonStyle()} download href={reportPaths.file(runId)}>
          <Download aria-hidden />
          {strings.download}
        </a>
      ) : (
        <span className="text-sm text-muted">{state === "DONE" ? strings.expired : strings.states[state]}</span>
      )}
    </li>
  );
}
