"use client";

import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, TriangleAlert } from "lucide-react";
import type { HealthCheck, HealthOfBackups } from "#src/features/health/schema.ts";
import { isOverdue, mostFindings } from "#src/features/health/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { Fact } from "./fact.tsx";
import { useAskCheck } from "./health-queries.ts";
import { healthStrings as strings } from "./health-strings.ts";

const mostShown = 10;

/** One check: how it ended, when, over how much, what it found and what to do about it. */
export function CheckCard({ check, backups }: { check: HealthCheck; backups?: HealthOfBackups | null }) {
  const { kind, findings, reason } = check;
  const { title, help, todo } = strings.checks[kind];
  const titleId = `health-${kind}`;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader actions={<CheckNow kind={kind} />} description={help} divided title={title} titleId={titleId} />
      <CardBody className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3">
        <Times check={check} />
        <State check={check} />
      </CardBody>
      {backups ? <Backups {...backups} /> : null}
      {reason ? (
        <CardBody className="border-t border-separator py-3 text-sm">{strings.reasons[reason]}</CardBody>
      ) : null}
      {findings.length > 0 ? (
        <>
          <CardList className="border-t border-separator">
            {findings.slice(0, mostShown).map((finding) => (
              <li className="px-5 py-2.5 text-sm max-md:px-4" key={`${finding.what} ${finding.id}`}>
                {strings.findings[finding.what](finding.count ?? 0)}{" "}
                {finding.id === "backups" ? null : <code className="font-mono break-all">{finding.id}</code>}
                {finding.schoolId === null || finding.schoolId === finding.id ? null : (
                  <span className="text-muted">, {strings.ofSchool(finding.schoolId)}</span>
                )}
              </li>
            ))}
            {findings.length > mostShown ? (
              <li className="px-5 py-2.5 text-sm text-muted max-md:px-4">
                {strings.more(findings.length - mostShown)}. {findings.length >= mostFindings ? strings.atLeast : null}
              </li>
            ) : null}
          </CardList>
          <CardBody className="border-t border-separator py-3 text-sm">
            <p className="font-medium">{strings.whatToDo}</p>
            <p className="text-muted">{todo}</p>
          </CardBody>
        </>
      ) : null}
    </Card>
  );
}

function CheckNow({ kind }: Pick<HealthCheck, "kind">) {
  const ask = useAskCheck();
  return (
    <Button
      aria-label={strings.checkNowNamed(strings.checks[kind].title)}
      loading={ask.isPending}
      onClick={() => ask.mutate(kind)}
    >
      {strings.checkNow}
    </Button>
  );
}

function Times({ check: { kind, state, finishedAt, lastResultAt, counted, goesOn } }: { check: HealthCheck }) {
  if (finishedAt === null) return <p className="text-sm text-muted">{strings.never}</p>;
  const isResult = state === "OK" || state === "FOUND";
  return (
    <div className="min-w-0 text-sm text-muted">
      <p>
        {strings.lastRun} <DateText value={finishedAt} withinSentence />
        {isResult ? ` · ${strings.checks[kind].counted(counted)}` : null}
      </p>
      {!isResult && lastResultAt ? (
        <p>
          {strings.lastResult} <DateText value={lastResultAt} withinSentence />
        </p>
      ) : null}
      {goesOn ? <p>{strings.goesOn}</p> : null}
    </div>
  );
}

function State({ check }: { check: HealthCheck }) {
  const { state } = check;
  if (state === null) return <Badge icon={<CircleDashed aria-hidden />}>{strings.unknown}</Badge>;
  if (state === "FOUND") {
    return (
      <Badge icon={<CircleAlert aria-hidden />} tone="danger">
        {strings.states.FOUND}
      </Badge>
    );
  }
  if (state === "FAILED" || isOverdue(check)) {
    return (
      <Badge icon={<TriangleAlert aria-hidden />} tone="warning">
        {state === "FAILED" ? strings.states.FAILED : strings.overdue}
      </Badge>
    );
  }
  if (state === "SKIPPED") return <Badge icon={<CircleMinus aria-hidden />}>{strings.states.SKIPPED}</Badge>;
  return (
    <Badge icon={<CircleCheck aria-hidden />} tone="success">
      {strings.states.OK}
    </Badge>
  );
}

function Backups({ newest, isFollowing, bytesBehind, verified, second }: HealthOfBackups) {
  return (
    <dl className="grid gap-x-6 gap-y-2 border-t border-separator px-5 py-3 text-sm max-md:px-4 sm:grid-cols-2">
      <Fact name={strings.newestCopy}>{newest ? <DateText kind="full" value={newest.endedAt} /> : strings.noCopy}</Fact>
      {newest ? <Fact name={strings.size}>{formatBytes(newest.bytes)}</Fact> : null}
      <Fact name={strings.log}>{isFollowing ? strings.following : strings.notFollowing}</Fact>
      {bytesBehind === null ? null : <Fact name={strings.logBehind}>{formatBytes(bytesBehind)}</Fact>}
      {second ? (
        <Fact name={strings.secondPlace}>
          {second.upTo ? (
            <>
              {strings.secondUpTo} <DateText kind="full" value={second.upTo} />
            </>
          ) : (
            strings.secondUnknown
          )}
          {second.isAway ? `; ${strings.secondAway}` : null}
        </Fact>
      ) : null}
      <Fact name={strings.verified}>
        {verified ? (
          <>
            <DateText value={verified.at} />
            {verified.faults === 0 ? `, ${strings.verifiedFine}` : null}
          </>
        ) : (
          strings.neverVerified
        )}
      </Fact>
    </dl>
  );
}
