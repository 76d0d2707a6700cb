"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock, ChevronRight, CircleAlert, Lightbulb, MapPin } from "lucide-react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Recommendation } from "#src/features/analytics/schema.ts";
import { askHref } from "#src/features/requests/ui/request-queries.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { toast } from "#src/ui/toast.tsx";
import { hiddenQuery, hideSuggestion, ownProgressHref } from "./own-progress-queries.ts";
import { strings } from "./own-progress-strings.ts";

const shownAtMost = 3;

/** What would help most, each with its evidence and one act. What does not help is hidden, for this student only. */
export function SuggestionsCard({ suggestions }: { suggestions: readonly Recommendation[] }) {
  const hidden = useQuery(hiddenQuery());
  return (
    <Card aria-labelledby="suggestions-title" className="flex flex-col">
      <QueryContent query={hidden} skeleton={<Skeleton className="m-5 h-[452px] rounded-ctl" />}>
        {({ items }) => {
          const isHidden = ({ kind, subject }: Recommendation) =>
            items.some((one) => one.kind === kind && one.subjectId === subject.id);
          return (
            <Content
              away={suggestions.filter(isHidden)}
              shown={suggestions.filter((one) => !isHidden(one)).slice(0, shownAtMost)}
            />
          );
        }}
      </QueryContent>
    </Card>
  );
}

function Content({ shown, away }: { shown: readonly Recommendation[]; away: readonly Recommendation[] }) {
  const queryClient = useQueryClient();
  const change = async (changed: readonly Recommendation[], isHidden: boolean) => {
    try {
      for (const one of changed) await hideSuggestion(queryClient, one, isHidden);
      const [first] = changed;
      if (isHidden && first)
        toast.success(strings.hidden(first.subject.name), {
          action: { label: strings.undo, onClick: () => void change(changed, false) },
        });
    } catch (error) {
      toast.error(strings.hideFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <>
      <CardHeader
        description={shown.length > 0 ? strings.youDecide : null}
        divided
        title={strings.help(shown.length)}
        titleId="suggestions-title"
      />
      {shown.length === 0 ? (
        <EmptyState
          className="flex-1"
          compact
          description={away.length > 0 ? strings.allHidden : strings.nothingToSuggest}
          icon={<Lightbulb />}
          title={strings.help(0)}
        />
      ) : (
        <CardList className="flex flex-1 flex-col *:flex-1">
          {shown.map((suggestion) => (
            <Suggestion
              key={`${suggestion.kind} ${suggestion.subject.id}`}
              onHide={() => void change([suggestion], true)}
              suggestion={suggestion}
            />
          ))}
        </CardList>
      )}
      <CardFooter className="mt-auto">
        <span>{strings.fromDates}</span>
        {away.length > 0 ? (
          <Button
            className="-me-2 h-8 px-2 text-sm touch:h-11"
            onClick={() => void change(away, false)}
            variant="ghost"
          >
            {strings.showHidden(away.length)}
          </Button>
        ) : null}
      </CardFooter>
    </>
  );
}

function Suggestion({ suggestion, onHide }: { suggestion: Recommendation; onHide: () => void }) {
  const { kind, subject, sentence, act } = suggestion;
  const isAsk = act.kind === "ask-assessment";
  const words = isAsk
    ? strings.askForAssessment
    : act.kind === "talk-to-supervisor"
      ? strings.talkToSupervisor
      : strings.open;
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] content-start gap-x-3 px-5 py-4 max-md:px-4">
      <span aria-hidden className="mt-0.5 [&_svg]:size-4.5">
        {kind.startsWith("overdue") ? (
          <CircleAlert className="text-danger" />
        ) : kind.startsWith("due") ? (
          <CalendarClock className="text-warning" />
        ) : (
          <MapPin className="text-accent" />
        )}
      </span>
      <div className="min-w-0">
        {isAsk ? (
          <TextLink className="line-clamp-2 text-base text-foreground" href={act.href}>
            {subject.name}
          </TextLink>
        ) : (
          <p className="py-0.5 text-base font-medium">{subject.name}</p>
        )}
        <p className="text-sm text-pretty text-muted">{sentence}</p>
        <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3">
          <TextLink
            aria-label={strings.actOf(words, subject.name)}
            className="inline-flex items-center gap-1 text-sm touch:py-3"
            href={isAsk ? askHref(subject.id, ownProgressHref) : act.href}
          >
            {words}
            <ChevronRight aria-hidden className="size-3.5 rtl:-scale-x-100" />
          </TextLink>
          <Button
            aria-label={strings.notHelpfulOf(subject.name)}
            className="-me-2 h-8 px-2 text-xs font-normal text-muted touch:h-11"
            onClick={onHide}
            variant="ghost"
          >
            {strings.notHelpful}
          </Button>
        </div>
      </div>
    </li>
  );
}
