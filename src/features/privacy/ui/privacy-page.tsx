"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, PackageOpen } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ErasuresAnswer } from "#src/features/privacy/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { ConsentsCard } from "./consents-card.tsx";
import { ExportRows } from "./export-rows.tsx";
import { askErasure, askExport, cancelErasure, erasuresQuery, exportsQuery, storedQuery } from "./privacy-queries.ts";
import { strings } from "./strings.ts";
import { useAct } from "./use-act.ts";

/** A person's own rights on one page. */
export function PrivacyPage({ isOfSchool }: { isOfSchool: boolean }) {
  return (
    <>
      <PageHeader description={strings.description} title={strings.title} />
      <div className="flex max-w-[760px] flex-col gap-5">
        <ConsentsCard />
        {isOfSchool ? <ExportsCard /> : null}
        <StoredCard />
        {isOfSchool ? <LooksCard /> : null}
        {isOfSchool ? <ErasureCard /> : null}
      </div>
    </>
  );
}

function LooksCard() {
  return (
    <Card aria-labelledby="looks-title">
      <CardHeader
        actions={<LinkButton href="/settings/privacy/looks">{strings.looksOpen}</LinkButton>}
        description={strings.looksHelp}
        title={strings.looks}
        titleId="looks-title"
      />
    </Card>
  );
}

function ExportsCard() {
  const exports = useQuery(exportsQuery());
  const act = useAct(strings.failed);
  const isMaking = exports.data?.items.some(({ state }) => state === "QUEUED" || state === "RUNNING") ?? false;
  return (
    <Card aria-labelledby="exports-title">
      <CardHeader
        actions={
          <Button disabled={isMaking} onClick={() => void act(() => askExport()).catch(() => {})}>
            {strings.askExport}
          </Button>
        }
        description={strings.exportsHelp}
        divided
        title={strings.exports}
        titleId="exports-title"
      />
      <QueryContent query={exports} skeleton={<Skeleton className="m-5 h-16" />}>
        {({ items }) =>
          items.length === 0 ? (
            <CardBody className="text-sm text-muted">{strings.noExports}</CardBody>
          ) : (
            <ExportRows items={items} />
          )
        }
      </QueryContent>
    </Card>
  );
}

function ErasureCard() {
  const erasures = useQuery(erasuresQuery());
  return (
    <Card aria-labelledby="erasure-title">
      <CardHeader title={strings.erasure} titleId="erasure-title" />
      <CardBody className="pt-0">
        <QueryContent query={erasures} skeleton={<Skeleton className="h-24" />}>
          {(known) => <Erasure known={known} />}
        </QueryContent>
      </CardBody>
    </Card>
  );
}

function Erasure({ known: { items, graceDays } }: { known: ErasuresAnswer }) {
  const act = useAct(strings.failed);
  const live = items.find(({ state }) => state === "WAITING" || state === "RUNNING");
  if (live?.state === "RUNNING") return <Callout tone="danger">{strings.erasureRunning}</Callout>;
  if (live) {
    return (
      <Callout
        actions={
          <Button onClick={() => void act(() => cancelErasure(live.erasureId), strings.takenBack).catch(() => {})}>
            {strings.takeBack}
          </Button>
        }
        title={
          <>
            {strings.erasureDue} <DateText kind="full" value={live.dueAt} withinSentence />
          </>
        }
        tone="warning"
      >
        {live.isHeld ? strings.erasureHeld : strings.kept}
      </Callout>
    );
  }
  return (
    <>
      <p className="max-w-[70ch]">{strings.erasureHelp(graceDays)}</p>
      <p className="mt-1 max-w-[70ch] text-sm text-muted">{strings.kept}</p>
      <AlertDialog
        actionLabel={strings.askErasureAction}
        description={strings.askErasureText(graceDays)}
        onAction={() => act(() => askErasure(), strings.erasureAsked)}
        title={strings.askErasureTitle}
        trigger={
          <Button className="mt-4" variant="danger">
            {strings.askErasure}
          </Button>
        }
      />
    </>
  );
}

function StoredCard() {
  const stored = useQuery(storedQuery());
  return (
    <Card aria-labelledby="stored-title">
      <CardHeader description={strings.storedHelp} divided title={strings.stored} titleId="stored-title" />
      <QueryContent query={stored} skeleton={<Skeleton className="m-5 h-24" />}>
        {({ areas }) =>
          areas.length === 0 ? (
            <EmptyState compact description="" icon={<PackageOpen aria-hidden />} title={strings.stored} />
          ) : (
            <div className="divide-y divide-separator">
              {areas.map(({ title, items }) => (
                <details className="group" key={title}>
                  <summary className="flex min-h-13 cursor-pointer list-none items-center justify-between gap-4 px-5 py-3.5 outline-none hover:bg-surface-secondary focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus max-md:px-4 [&::-webkit-details-marker]:hidden">
                    <span className="font-medium">{title}</span>
                    <span className="flex items-center gap-2 text-sm text-muted">
                      <span className="num">{items.length}</span>
                      <ChevronRight
                        aria-hidden
                        className="size-4 shrink-0 transition-transform group-open:rotate-90 rtl:-scale-x-100"
                      />
                    </span>
                  </summary>
                  <dl className="flex flex-col gap-3 px-5 pb-4 max-md:px-4">
                    {items.map(({ purpose, seenBy, keptFor }) => (
                      <div key={purpose}>
                        <dt>{purpose}</dt>
                        <dd className="text-sm text-muted">
                          {strings.seenBy}: {seenBy}
                        </dd>
                        <dd className="text-sm text-muted">
                          {strings.keptFor}: {keptFor}
                        </dd>
                      </div>
                    ))}
                  </dl>
                </details>
              ))}
            </div>
          )
        }
      </QueryContent>
    </Card>
  );
}
