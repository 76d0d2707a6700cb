"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, History } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { KeysAnswer } from "#src/features/keys/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { keysQuery } from "./keys-queries.ts";
import { strings } from "./keys-strings.ts";

type Use = KeysAnswer["uses"][number];
type Key = Use["keys"][number];

/** Which keys there are, for whoever runs the program. They are changed on the server, and not over the network. */
export function KeysPage() {
  const keys = useQuery(keysQuery());
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={keys} skeleton={<ListSkeleton rows={4} />}>
        {({ isWrapDue, uses }) => (
          <div className="flex max-w-[860px] flex-col gap-5">
            {isWrapDue ? (
              <Callout tone="warning">
                {strings.wrapDue} <code className="font-mono">{strings.wrapCommand}</code>.
              </Callout>
            ) : null}
            {uses.map((one) => (
              <UseCard key={one.use} {...one} />
            ))}
            <Callout tone="info">{strings.keep}</Callout>
          </div>
        )}
      </QueryContent>
    </>
  );
}

function UseCard({ use, source, keys }: Use) {
  const { title, help, after } = strings.uses[use];
  const titleId = `keys-${use}`;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader description={help} divided title={title} titleId={titleId} />
      <CardList>
        {keys.map((key) => (
          <li
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3 max-md:px-4"
            key={key.id}
          >
            <div className="min-w-0">
              <p className="font-mono break-all">{key.id}</p>
              <p className="text-sm text-muted">
                <Times {...key} />
              </p>
            </div>
            <Standing standing={key.standing} />
          </li>
        ))}
      </CardList>
      <CardBody className="border-t border-separator text-sm text-muted">
        <p>{strings.sources[source]}.</p>
        {source === "variable" ? null : (
          <p className="mt-1">
            {strings.rotate} <code className="font-mono text-foreground">{strings.commandOf(use)}</code>. {after}
          </p>
        )}
      </CardBody>
    </Card>
  );
}

function Times({ standing, usedFrom }: Key) {
  if (standing === "previous") return strings.before;
  if (usedFrom === null) return strings.sinceEver;
  return (
    <>
      {standing === "next" ? strings.from : strings.since} <DateText kind="full" value={usedFrom} withinSentence />
    </>
  );
}

function Standing({ standing }: Pick<Key, "standing">) {
  if (standing === "previous") return <Badge icon={<History aria-hidden />}>{strings.standings.previous}</Badge>;
  if (standing === "next") return <Badge icon={<CircleDashed aria-hidden />}>{strings.standings.next}</Badge>;
  return (
    <Badge icon={<CircleCheck aria-hidden />} tone="success">
      {strings.standings.current}
    </Badge>
  );
}
