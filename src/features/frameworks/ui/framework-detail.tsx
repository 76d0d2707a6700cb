"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import type { FrameworkDetail } from "#src/features/frameworks/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Status } from "#src/ui/status.tsx";
import { Tabs } from "#src/ui/tabs.tsx";
import { FrameworkActions } from "./framework-actions.tsx";
import { FrameworkDownloads } from "./framework-downloads.tsx";
import { CategoryList, hasStructure } from "./framework-items.tsx";
import { frameworkPages } from "./framework-paths.ts";
import { useFramework } from "./framework-queries.ts";
import { formatWord, strings } from "./strings.ts";
import { StructureTree } from "./structure-tree-later.tsx";

type FrameworkViewProps = {
  initial: FrameworkDetail;
  canManage: boolean;
  /** The framework's deployments: a list of another feature, passed in by the page. */
  deployments: ReactNode;
};

const addressState = {
  find: parseAsString.withDefault(""),
  view: parseAsStringLiteral(["categories", "structure"]).withDefault("categories"),
};

export function FrameworkView({ initial, canManage, deployments }: FrameworkViewProps) {
  const framework = useFramework(initial).data;
  const [{ find, view }, setAddress] = useQueryStates(addressState);
  const search = useDeferredValue(find);
  const isNested = useMemo(() => hasStructure(framework.items), [framework.items]);

  return (
    <>
      <PageHeader
        actions={canManage ? <FrameworkActions framework={framework} /> : null}
        back={{ href: frameworkPages.list, label: strings.backToFrameworks }}
        description={strings.counts(framework.competencies, framework.categories)}
        status={<Status status={framework.status} />}
        title={framework.name}
      />
      <StatusNote canManage={canManage} status={framework.status} />
      {/* On a phone the order is: deployments, competencies, facts about the framework. */}
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:grid-rows-[auto_minmax(0,1fr)]">
        <div className="min-w-0 empty:hidden lg:col-start-2">{deployments}</div>
        <div className="min-w-0 lg:col-start-1 lg:row-span-2 lg:row-start-1">
          <SearchField
            className="mb-4"
            label={strings.find}
            onValueChange={(next) => setAddress({ find: next === "" ? null : next })}
            placeholder={strings.findItems}
            value={find}
          />
          {isNested ? (
            <Tabs
              label={strings.viewLabel}
              onValueChange={(next) => setAddress({ view: next })}
              tabs={[
                {
                  value: "categories",
                  label: strings.byCategory,
                  content: <CategoryList items={framework.items} search={search} />,
                },
                {
                  value: "structure",
                  label: strings.structure,
                  content: <StructureTree items={framework.items} search={search} />,
                },
              ]}
              value={view}
            />
          ) : (
            <CategoryList items={framework.items} search={search} />
          )}
        </div>
        <div className="min-w-0 lg:col-start-2">
          <About framework={framework} />
        </div>
      </div>
    </>
  );
}

function StatusNote({ status, canManage }: { status: FrameworkDetail["status"]; canManage: boolean }) {
  if (!canManage || status === "PUBLISHED") return null;
  return <Callout className="mb-5">{status === "DRAFT" ? strings.draftNote : strings.deprecatedNote}</Callout>;
}

function About({ framework }: { framework: FrameworkDetail }) {
  return (
    <Card aria-labelledby="about-title">
      <CardHeader title={strings.about} titleId="about-title" />
      <CardBody className="pt-0">
        {framework.description ? <p className="mb-4 text-pretty">{framework.description}</p> : null}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 text-sm">
          <Fact term={strings.version}>{framework.version || strings.noVersion}</Fact>
          <Fact term={strings.source}>{formatWord(framework.sourceFormat)}</Fact>
          {framework.sourceIdentifier ? (
            <Fact term={strings.sourceIdentifier}>
              <span className="break-all">{framework.sourceIdentifier}</span>
            </Fact>
          ) : null}
          <Fact term={strings.links}>{framework.associations}</Fact>
          <Fact term={strings.publishedOn}>
            {framework.publishedAt ? <DateText kind="day" value={framework.publishedAt} /> : strings.notPublished}
          </Fact>
          <Fact term={strings.updated}>
            <DateText value={framework.updatedAt} />
          </Fact>
        </dl>
        <FrameworkDownloads id={framework.id} />
      </CardBody>
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="num min-w-0">{children}</dd>
    </>
  );
}
