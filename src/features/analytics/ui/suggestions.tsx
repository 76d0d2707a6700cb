import { Lightbulb } from "lucide-react";
import type { Recommendation } from "#src/features/analytics/schema.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./strings.ts";

/** At most five, each with what it rests on and one act. */
export function Suggestions({ recommendations }: { recommendations: readonly Recommendation[] }) {
  const isEmpty = recommendations.length === 0;
  return (
    <Card aria-labelledby="suggestions-title">
      <CardHeader
        description={isEmpty ? undefined : strings.suggestionsHelp}
        divided
        title={strings.suggestions}
        titleId="suggestions-title"
      />
      {isEmpty ? (
        <EmptyState
          compact
          description={strings.noSuggestionsHelp}
          icon={<Lightbulb />}
          title={strings.noSuggestions}
        />
      ) : (
        <CardList>
          {recommendations.map(({ kind, subject, sentence, act }) => (
            <li className="px-5 py-3.5 max-md:px-4" key={`${kind} ${subject.id}`}>
              <p className="text-base font-medium">{subject.name}</p>
              <p className="num text-sm text-muted">{sentence}</p>
              <TextLink
                aria-label={strings.actOn(strings.acts[act.kind], subject.name)}
                className="mt-1 inline-flex min-h-6 items-center text-sm touch:min-h-11"
                href={act.href}
              >
                {strings.acts[act.kind]}
              </TextLink>
            </li>
          ))}
        </CardList>
      )}
    </Card>
  );
}
