"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryError } from "#src/client/query-content.tsx";
import type { DatabaseAnswer } from "#src/features/health/schema.ts";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { databaseStrings as strings } from "./database-strings.ts";
import { Fact } from "./fact.tsx";
import { databaseQuery } from "./health-queries.ts";

const titleId = "health-database";

/** How the database is: who is connected and waits, what is large, and which statements take its time. */
export function DatabaseCard() {
  const query = useQuery(databaseQuery());
  if (query.data === undefined) {
    return query.error ? <QueryError query={query} title={strings.notRead} /> : <ListSkeleton rows={4} />;
  }
  const { readAt, isSeen, tables, statements } = query.data;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={strings.help} divided title={strings.title} titleId={titleId} />
      <Figures {...query.data} />
      {isSeen ? null : <Note>{strings.notSeen}</Note>}
      <Lines title={strings.tables}>
        {tables.map(({ name, bytes, deadShare }) => (
          <Line key={name} name={name}>
            {strings.table(bytes, deadShare)}
          </Line>
        ))}
      </Lines>
      {statements === null ? <Note>{strings.statementsNotSeen}</Note> : null}
      {statements?.length === 0 ? <Note>{strings.noStatements}</Note> : null}
      {statements && statements.length > 0 ? (
        <Lines title={strings.statements}>
          {statements.map(({ name, calls, meanMs, share }) => (
            <Line key={name} name={name}>
              {strings.statement(calls, meanMs, share)}
            </Line>
          ))}
        </Lines>
      ) : null}
      <Note>
        {strings.read} <DateText value={readAt} withinSentence />
      </Note>
    </Card>
  );
}

function Figures(figures: DatabaseAnswer) {
  const { bytes, connections, connectionsUsed, connectionsMost, locksWaiting, lockWaitSeconds } = figures;
  const { longestTransactionSeconds, replicas } = figures;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2 px-5 py-3 text-sm max-md:px-4">
      <Fact name={strings.size}>{formatBytes(bytes)}</Fact>
      <Fact name={strings.connections}>{strings.connectionsOf(connectionsUsed, connectionsMost)}</Fact>
      {connections ? <Fact name={strings.here}>{strings.connectionsHere(connections)}</Fact> : null}
      <Fact name={strings.locks}>
        {locksWaiting === 0 ? strings.noLocks : strings.locksWaiting(locksWaiting, lockWaitSeconds)}
      </Fact>
      {longestTransactionSeconds === null ? null : (
        <Fact name={strings.longestTransaction}>{strings.duration(longestTransactionSeconds)}</Fact>
      )}
      {replicas ? (
        <Fact name={strings.replicas}>
          {replicas.length === 0
            ? strings.noReplicas
            : replicas.map((replica) => <p key={replica.name}>{strings.replica(replica)}</p>)}
        </Fact>
      ) : null}
    </dl>
  );
}

function Lines({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="border-t border-separator">
      <h3 className="px-5 pt-3 text-sm font-medium max-md:px-4">{title}</h3>
      <CardList>{children}</CardList>
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap justify-between gap-x-4 px-5 py-2 text-sm max-md:px-4">
      <code className="min-w-0 font-mono break-all">{name}</code>
      <span className="text-muted tabular-nums">{children}</span>
    </li>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <CardBody className="border-t border-separator py-3 text-sm text-muted">{children}</CardBody>;
}
