"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Layers, MoveRight, PencilLine, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Change, DiffAnswer } from "#src/features/framework-versions/schema.ts";
import type { ChangeKind } from "#src/features/framework-versions/values.ts";
import { Badge, type BadgeTone } from "#src/ui/badge.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { fieldWords, kindWords, strings } from "./strings.ts";
import { diffQuery, versionPages } from "./version-queries.ts";

const looks: Record<ChangeKind, { tone: BadgeTone; icon: ReactNode }> = {
  ADDED: { tone: "success", icon: <Plus aria-hidden /> },
  CHANGED: { tone: "accent", icon: <PencilLine aria-hidden /> },
  MOVED: { tone: "neutral", icon: <MoveRight aria-hidden /> },
  RETIRED: { tone: "outline", icon: <Trash2 aria-hidden /> },
};

/** What a version changes against the one before, competency by competency and field by field. */
export function ChangesPage({ id, name }: { id: string; name: string }) {
  const diff = useQuery(diffQuery(id));
  const found = diff.data;
  return (
    <>
      <PageHeader
        actions={
          found?.from && found.to.status === "PUBLISHED" ? (
            <LinkButton href={versionPages.move(id)}>{strings.move}</LinkButton>
          ) : null
        }
        back={{ href: versionPages.framework(id), label: name }}
        description={found?.from ? strings.description(found.from.version, found.to.version) : undefined}
        title={strings.title}
      />
      <QueryContent
        query={diff}
        skeleton={
          <Loading>
            <ListSkeleton rows={6} />
          </Loading>
        }
      >
        {(answer) => <Changes answer={answer} />}
      </QueryContent>
    </>
  );
}

function Changes({ answer }: { answer: DiffAnswer }) {
  if (answer.from === null || answer.changes.length === 0) {
    const isFirst = answer.from === null;
    return (
      <Card>
        <EmptyState
          description={isFirst ? strings.noEarlierHelp : strings.noChangesHelp}
          icon={<Layers />}
          title={isFirst ? strings.noEarlier : strings.noChanges}
        />
      </Card>
    );
  }
  return (
    <Card aria-labelledby="changes-title">
      <CardHeader divided title={strings.counts(answer.counts)} titleId="changes-title" />
      <CardList>
        {answer.changes.map((change) => (
          <ChangeRow change={change} key={`${change.kind} ${change.competencyId}`} />
        ))}
      </CardList>
      <p className="border-t border-separator px-5 py-3 text-sm text-muted">{strings.same(answer.counts.same)}</p>
    </Card>
  );
}

function ChangeRow({ change }: { change: Change }) {
  const { tone, icon } = looks[change.kind];
  return (
    <li className="flex flex-col gap-2 px-5 py-3 max-md:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">
          {change.code ? <span className="num me-2 text-muted">{change.code}</span> : null}
          {change.name}
        </span>
        <Badge icon={icon} tone={tone}>
          {kindWords[change.kind]}
        </Badge>
        {change.fields.some(({ counts }) => counts) ? <Badge tone="warning">{strings.countsNote}</Badge> : null}
      </div>
      {change.fields.length > 0 || change.moved ? (
        <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-5 gap-y-2 text-sm md:grid-cols-[11rem_minmax(0,1fr)]">
          {change.moved ? <Field after={change.moved.after} before={change.moved.before} term={strings.place} /> : null}
          {change.fields.map(({ field, before, after }) => (
            <Field after={after} before={before} key={field} term={fieldWords[field]} />
          ))}
        </dl>
      ) : null}
    </li>
  );
}

function Field({ term, before, after }: { term: string; before: string | null; after: string | null }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="num flex flex-wrap items-center gap-x-2 gap-y-1 break-words">
        <span className="sr-only">{strings.was}</span>
        <del className="text-muted">{before ?? strings.none}</del>
        <ArrowRight aria-hidden className="size-3.5 shrink-0 text-muted rtl:rotate-180" />
        <span className="sr-only">{strings.is}</span>
        <ins className="font-medium no-underline">{after ?? strings.none}</ins>
      </dd>
    </>
  );
}
