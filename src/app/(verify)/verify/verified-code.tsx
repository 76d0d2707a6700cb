"use client";

import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, Ban, CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import type { Verification } from "#src/features/certificates/schema.ts";
import { verifyQuery } from "#src/features/certificates/ui/certificate-queries.ts";
import { readCode, writeCode } from "#src/features/certificates/values.ts";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { AuthCard } from "../../(auth)/auth-card.tsx";
import { verifyStrings as strings } from "./verify-strings.ts";

type Known = Exclude<Verification, { status: "unknown" }>;

/** Says whether the document with this code holds, and what its holder shows of it. */
export function VerifiedCode({ code }: { code: string }) {
  const answer = useQuery(verifyQuery(code));
  const another = (
    <LinkButton block className="h-11 touch:h-12" href="/verify">
      {strings.another}
    </LinkButton>
  );
  if (answer.isPending) {
    return (
      <AuthCard busy intro={strings.checking} title={strings.title}>
        <Skeleton className="h-44" />
      </AuthCard>
    );
  }
  if (answer.isError) {
    return (
      <AuthCard intro={strings.failed} title={strings.title}>
        <Button block className="h-11 touch:h-12" onClick={() => void answer.refetch()} variant="primary">
          {strings.tryAgain}
        </Button>
      </AuthCard>
    );
  }
  const found = answer.data;
  if (found.status === "unknown") {
    return (
      <div role="status">
        <AuthCard
          icon={<CircleHelp aria-hidden className="mb-3 size-8 text-muted" />}
          intro={strings.unknownHelp}
          title={strings.unknown}
        >
          <Code code={code} />
          {another}
        </AuthCard>
      </div>
    );
  }
  return (
    <div role="status">
      <AuthCard {...headOf(found)}>
        <Shown found={found} />
        <Code code={code} />
        {another}
      </AuthCard>
    </div>
  );
}

function headOf({ status, kind }: Known): { title: string; intro: string; icon: ReactNode } {
  if (status === "revoked") {
    const icon = <Ban aria-hidden className="mb-3 size-8 text-danger" />;
    return { title: strings.revoked, intro: strings.revokedHelp, icon };
  }
  const icon = <BadgeCheck aria-hidden className="mb-3 size-8 text-success" />;
  if (kind === "transcript") return { title: strings.transcript, intro: strings.transcriptHelp, icon };
  return { title: strings.valid, intro: strings.validHelp, icon };
}

function Code({ code }: { code: string }) {
  const read = readCode(code);
  return (
    <p className="mb-5 text-sm text-muted">
      {strings.code} <span className="num font-medium text-foreground break-all">{read ? writeCode(read) : code}</span>
    </p>
  );
}

function Shown({ found }: { found: Known }) {
  const { name, school, framework, version, competencies, categories, completedOn, revokedOn, madeOn } = found;
  const lines: (readonly [string, ReactNode])[] = [
    ...(revokedOn ? [[strings.revokedOn, <DateText key="revoked" kind="full" value={revokedOn} />] as const] : []),
    ...(name ? [[strings.name, <bdi key="name">{name}</bdi>] as const] : []),
    ...(school ? [[strings.school, <bdi key="school">{school}</bdi>] as const] : []),
    ...(framework && version ? [[strings.framework, strings.frameworkOf(framework, version)] as const] : []),
    ...(competencies ? [[strings.competencies, String(competencies)] as const] : []),
    ...(completedOn
      ? [[strings.completedOn, <DateText key="completed" kind="full" value={completedOn} />] as const]
      : []),
    ...(madeOn ? [[strings.madeOn, <DateText key="made" kind="full" value={madeOn} />] as const] : []),
    ...(typeof found.total === "number" && typeof found.completed === "number"
      ? [[strings.counted, strings.countedOf(found.completed, found.total)] as const]
      : []),
    ...(categories?.length
      ? [[strings.categories, categories.map((line) => `${line.name} (${line.count})`).join(", ")] as const]
      : []),
  ];
  if (lines.length === 0) return <p className="mb-5 text-muted">{strings.hidden}</p>;
  return (
    <dl className="mb-5 divide-y divide-separator border-y border-separator">
      {lines.map(([label, value]) => (
        <div className="grid gap-x-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)]" key={label}>
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 font-medium break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
