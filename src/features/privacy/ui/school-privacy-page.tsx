"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleSlash, LoaderCircle, Lock } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ErasureAnswer, HoldAnswer } from "#src/features/privacy/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { ActsCard } from "./acts-card.tsx";
import { ExportRows } from "./export-rows.tsx";
import { cancelErasure, holdsQuery, liftHold, schoolErasuresQuery, schoolExportsQuery } from "./privacy-queries.ts";
import { RetentionCard } from "./retention-card.tsx";
import { strings } from "./school-strings.ts";
import { TextsCard } from "./texts-card.tsx";
import { useAct } from "./use-act.ts";

/** What a school admin oversees: consents, requests, holds and proofs. */
export function SchoolPrivacyPage() {
  const erasures = useQuery(schoolErasuresQuery());
  return (
    <>
      <PageHeader description={strings.description} title={strings.title} />
      <div className="flex max-w-[860px] flex-col gap-5">
        <ActsCard graceDays={erasures.data?.graceDays ?? 30} />
        <Card aria-labelledby="erasures-title">
          <CardHeader divided title={strings.erasures} titleId="erasures-title" />
          <QueryContent query={erasures} skeleton={<Skeleton className="m-5 h-24" />}>
            {({ items }) => (
              <Rows items={items} none={strings.noErasures}>
                {(item) => <ErasureRow erasure={item} key={item.erasureId} />}
              </Rows>
            )}
          </QueryContent>
        </Card>
        <HoldsCard />
        <ExportsCard />
        <RetentionCard />
        <TextsCard />
      </div>
    </>
  );
}

function Rows<Item>({
  items,
  none,
  children,
}: {
  items: readonly Item[];
  none: string;
  children: (item: Item) => React.ReactNode;
}) {
  if (items.length === 0) return <CardBody className="text-sm text-muted">{none}</CardBody>;
  return <CardList>{items.map(children)}</CardList>;
}

function ErasureRow({ erasure }: { erasure: ErasureAnswer }) {
  const act = useAct(strings.failed);
  const { erasureId, personName, state, requestedAt, dueAt, finishedAt, proof } = erasure;
  const sum = (which: "deleted" | "changed") => Object.values(proof).reduce((total, one) => total + one[which], 0);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{personName}</p>
        <p className="text-sm text-muted">
          {state === "WAITING" ? (
            <>
              {strings.due} <DateText kind="full" value={dueAt} withinSentence />
            </>
          ) : (
            <DateText kind="full" value={finishedAt ?? requestedAt} />
          )}
          {state === "DONE" ? ` · ${strings.proof}: ${strings.proofOf(sum("deleted"), sum("changed"))}` : null}
        </p>
      </div>
      <ErasureBadge erasure={erasure} />
      {state === "WAITING" ? (
        <Button
          aria-label={strings.takeBackOf(personName)}
          onClick={() => void act(() => cancelErasure(erasureId), strings.takenBack).catch(() => {})}
        >
          {strings.takeBack}
        </Button>
      ) : null}
    </li>
  );
}

function ErasureBadge({ erasure: { state, isHeld } }: { erasure: ErasureAnswer }) {
  if (state === "WAITING" && isHeld) return <Badge icon={<Lock aria-hidden />}>{strings.held}</Badge>;
  if (state === "WAITING") {
    return (
      <Badge icon={<CircleDashed aria-hidden />} tone="warning">
        {strings.waits}
      </Badge>
    );
  }
  if (state === "RUNNING") return <Badge icon={<LoaderCircle aria-hidden />}>{strings.running}</Badge>;
  if (state === "CANCELLED") return <Badge icon={<CircleSlash aria-hidden />}>{strings.cancelled}</Badge>;
  return (
    <Badge icon={<CircleCheck aria-hidden />} tone="success">
      {strings.done}
    </Badge>
  );
}

function HoldsCard() {
  const holds = useQuery(holdsQuery());
  return (
    <Card aria-labelledby="holds-title">
      <CardHeader description={strings.holdsHelp} divided title={strings.holds} titleId="holds-title" />
      <QueryContent query={holds} skeleton={<Skeleton className="m-5 h-16" />}>
        {({ items }) => (
          <Rows items={items} none={strings.noHolds}>
            {(hold) => <HoldRow hold={hold} key={hold.holdId} />}
          </Rows>
        )}
      </QueryContent>
    </Card>
  );
}

function HoldRow({ hold: { holdId, personName, reason, placedBy, placedAt, liftedAt } }: { hold: HoldAnswer }) {
  const act = useAct(strings.failed);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{personName}</p>
        <p>{reason}</p>
        <p className="text-sm text-muted">
          <DateText kind="full" value={placedAt} /> {strings.by(placedBy)}
        </p>
      </div>
      {liftedAt === null ? (
        <Button
          aria-label={strings.liftOf(personName)}
          onClick={() => void act(() => liftHold(holdId), strings.holdLifted).catch(() => {})}
        >
          {strings.lift}
        </Button>
      ) : (
        <Badge icon={<CircleCheck aria-hidden />}>{strings.lifted}</Badge>
      )}
    </li>
  );
}

function ExportsCard() {
  const exports = useQuery(schoolExportsQuery());
  return (
    <Card aria-labelledby="school-exports-title">
      <CardHeader description={strings.exportsHelp} divided title={strings.exports} titleId="school-exports-title" />
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
