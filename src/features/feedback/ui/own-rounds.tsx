"use client";

import { useQuery } from "@tanstack/react-query";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { roundsQuery } from "./feedback-queries.ts";
import { strings } from "./strings.ts";

/** The open rounds that the reader started; nothing where there are none. */
export function OwnRounds() {
  const rounds = useQuery(roundsQuery()).data?.items.filter(({ isStarter }) => isStarter) ?? [];
  if (rounds.length === 0) return null;
  return (
    <Card>
      <CardHeader divided title={strings.ownRounds} />
      <CardList>
        {rounds.map((round) => (
          <li className="px-5 py-3 max-md:px-4" key={round.roundId}>
            <TextLink className="font-medium touch:py-2" href={`/feedback/${round.roundId}`} prefetch={false}>
              {round.studentName}
            </TextLink>
            <p className="line-clamp-2 text-sm text-muted">{round.competencyName}</p>
            <p className="num text-sm text-muted">{strings.answered(round.answered, round.asked)}</p>
          </li>
        ))}
      </CardList>
    </Card>
  );
}
