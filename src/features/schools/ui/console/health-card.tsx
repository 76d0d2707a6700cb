"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleHelp, CircleMinus, Clock } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { HealthPart } from "#src/features/schools/console/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardFooter } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { healthQuery } from "./console-queries.ts";
import { strings } from "./strings.ts";

/** The parts of the program in plain words, and the first of what failed with its cause. */
export function HealthCard() {
  const health = useQuery(healthQuery());
  return (
    <Card aria-label={strings.health} className="mb-6">
      <QueryContent query={health} skeleton={<Skeleton className="m-5 h-24" />}>
        {({ parts, version, uptimeSeconds }) => (
          <>
            <ul className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-px overflow-clip">
              {inOrder(parts).map((part) => (
                <PartCell key={part.part} {...part} />
              ))}
            </ul>
            <Failure part={parts.find(({ state }) => state === "failed")} />
            <CardFooter>{strings.healthLine(version, durationOf(uptimeSeconds))}</CardFooter>
          </>
        )}
      </QueryContent>
    </Card>
  );
}

const order = ["database", "jobs", "events", "email", "files", "redis", "backups"] as const;

/** Each at its own place, so that a failure does not move the others. */
function inOrder(parts: readonly HealthPart[]): HealthPart[] {
  return order.flatMap((name) => parts.find(({ part }) => part === name) ?? []);
}

const looks = {
  working: { Icon: CircleCheck, tint: "text-success" },
  slow: { Icon: Clock, tint: "text-warning" },
  failed: { Icon: CircleAlert, tint: "text-danger" },
  not_used: { Icon: CircleMinus, tint: "text-muted" },
  unknown: { Icon: CircleHelp, tint: "text-muted" },
} as const;

function PartCell({ part, state, figures }: HealthPart) {
  const { Icon, tint } = looks[state];
  return (
    <li className="min-w-0 px-4 py-3.5 ring-1 ring-separator">
      <p className="text-sm text-muted">{strings.parts[part]}</p>
      <p className={cn("mt-1 flex items-center gap-1.5 font-semibold", state === "working" || tint)}>
        <Icon aria-hidden className={cn("size-4 shrink-0", tint)} />
        {strings.partStates[state]}
      </p>
      <p className="num mt-1 text-xs text-pretty text-muted">{lineOf(part, figures)}</p>
    </li>
  );
}

type Figures = HealthPart["figures"];

function lineOf(part: HealthPart["part"], figures: Figures): string {
  const count = (name: string) => Number(figures[name] ?? 0);
  const oldest = typeof figures.oldestWaitingSeconds === "number" ? durationOf(figures.oldestWaitingSeconds) : null;
  switch (part) {
    case "database":
      return strings.databaseLine(count("answerMs"), count("connections"), count("mostConnections"));
    case "jobs":
      return count("isWorkerAlive") === 0 ? strings.noWorker : strings.jobsLine(count("waiting"), oldest);
    case "events":
      return strings.eventsLine(count("waiting"), oldest);
    case "email":
      if (count("failed") > 0) return strings.emailFailed(count("failed"));
      return count("usesSmtp") === 0 ? strings.outbox : strings.emailLine(count("waiting"), oldest);
    case "files":
      return strings.filesLine(
        formatBytes(count("bytes")),
        typeof figures.freeBytes === "number" ? formatBytes(figures.freeBytes) : null,
      );
    case "redis":
      return figures.isUsed === 1 ? strings.redisUsed : strings.redisLine;
    case "backups":
      return strings.backupsLine;
  }
}

function Failure({ part }: { part: HealthPart | undefined }) {
  if (!part) return null;
  const { title, help } = failureWords(part);
  return (
    <Callout className="rounded-none" title={title} tone="danger">
      {help}
    </Callout>
  );
}

function failureWords({ part, figures }: HealthPart): { title: string; help: string } {
  if (part === "jobs" && figures.isWorkerAlive === 0)
    return { title: strings.workerGone, help: strings.workerGoneHelp };
  if (part === "jobs") {
    const cause = strings.causes[String(figures.failedCause)] ?? "";
    return {
      title: strings.jobFailed(String(figures.failedJob)),
      help: strings.jobFailedHelp(Number(figures.failedAttempts ?? 1), cause),
    };
  }
  return part === "files"
    ? { title: strings.diskGone, help: strings.diskGoneHelp }
    : { title: strings.emailGone, help: strings.emailGoneHelp };
}

function durationOf(seconds: number): string {
  if (seconds < 90) return strings.seconds(Math.round(seconds));
  if (seconds < 90 * 60) return strings.minutes(Math.round(seconds / 60));
  return seconds < 48 * 3600 ? strings.hours(Math.round(seconds / 3600)) : strings.days(Math.round(seconds / 86_400));
}
