"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { TemplateLine } from "#src/features/notifications/school-words/schema.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { DeliveriesCard } from "./deliveries-card.tsx";
import { deliveriesQuery } from "./delivery-queries.ts";
import { deliveryStrings } from "./delivery-strings.ts";
import type { TemplateDialogProps } from "./template-dialog.tsx";
import { templatesQuery } from "./template-queries.ts";
import { templateStrings as strings } from "./template-strings.ts";

const TemplateDialog = loadLater<TemplateDialogProps>(
  () => import("./template-dialog.tsx").then((file) => file.TemplateDialog),
  { isWanted: () => true },
);

/** What could not be delivered, below the many messages. */
const deliveriesId = "undelivered";
const recipients = ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"] as const;

/** Every message of the school by whom it reaches, with the words that count. */
export function TemplatesSection() {
  const templates = useQuery(templatesQuery());
  const failed = useInfiniteQuery(deliveriesQuery()).data?.pages[0]?.failed ?? 0;
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<string>();
  return (
    <div className="flex flex-col gap-5">
      {failed > 0 ? (
        <Callout tone="warning">
          {deliveryStrings.failed(failed)}{" "}
          <TextLink className="text-inherit underline hover:text-inherit" href={`#${deliveriesId}`}>
            {deliveryStrings.show(failed)}
          </TextLink>
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p className="max-w-[60ch] text-muted">{strings.help}</p>
        <SearchField
          className="w-72 max-md:w-full"
          hideLabel
          label={strings.find}
          onValueChange={setSearch}
          placeholder={strings.find}
          value={search}
        />
      </div>
      <QueryContent frame={(content) => <Card>{content}</Card>} query={templates} skeleton={<ListSkeleton rows={8} />}>
        {({ items, sms }) => {
          const matches = makeMatcher(search);
          const found = matches ? items.filter((line) => matches(textOf(line))) : items;
          const chosen = items.find((line) => keyOf(line) === open);
          return (
            <>
              {found.length === 0 ? (
                <Card>
                  <EmptyState compact description={strings.nothingHelp} icon={<SearchX />} title={strings.nothing} />
                </Card>
              ) : null}
              {recipients.map((recipient) => {
                const lines = found.filter((line) => line.recipient === recipient);
                return lines.length === 0 ? null : (
                  <Card aria-label={strings.recipients[recipient]} key={recipient}>
                    <CardHeader divided title={strings.recipients[recipient]} />
                    <CardList>
                      {lines.map((line) => (
                        <Line key={keyOf(line)} line={line} onOpen={() => setOpen(keyOf(line))} />
                      ))}
                    </CardList>
                  </Card>
                );
              })}
              {chosen ? <TemplateDialog line={chosen} sms={sms} onClose={() => setOpen(undefined)} /> : null}
            </>
          );
        }}
      </QueryContent>
      <div className="scroll-mt-20" id={deliveriesId}>
        <DeliveriesCard />
      </div>
    </div>
  );
}

function Line({ line, onOpen }: { line: TemplateLine; onOpen: () => void }) {
  const shown = line.words.find(({ channel }) => channel === "IN_APP");
  const own = line.words.filter(({ isOwn }) => isOwn);
  return (
    <li className="relative flex min-h-14 items-center gap-3 px-5 py-2 hover:bg-surface-secondary max-md:px-4">
      <span className="min-w-0 flex-1">
        <button
          className="block max-w-full truncate text-start font-medium after:absolute after:inset-0"
          onClick={onOpen}
          type="button"
        >
          {strings.nameOf(line)}
        </button>
        <span className="block truncate text-sm text-muted">{strings.withHoles(shown?.content ?? "")}</span>
      </span>
      {own.length > 0 ? (
        <Badge tone="accent">{own.map(({ channel }) => strings.channels[channel]).join(", ")}</Badge>
      ) : null}
    </li>
  );
}

function keyOf({ event, recipient }: TemplateLine): string {
  return `${event} ${recipient}`;
}

function textOf(line: TemplateLine): string {
  const words = line.words.flatMap(({ subject, content }) => [subject ?? "", strings.withHoles(content)]);
  return [strings.nameOf(line), ...words].join(" ");
}
