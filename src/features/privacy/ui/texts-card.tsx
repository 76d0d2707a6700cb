"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ConsentText, ConsentTextsAnswer } from "#src/features/privacy/consents/schema.ts";
import { maxConsentWords, type Purpose, purposes } from "#src/features/privacy/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { endText, privacyPaths, publishText, textsQuery } from "./privacy-queries.ts";
import { purposeNames, strings } from "./school-strings.ts";
import { useAct } from "./use-act.ts";

/** What the school asks its people to agree to, by purpose, and how they answered. */
export function TextsCard() {
  const texts = useQuery(textsQuery());
  return (
    <Card aria-labelledby="texts-title">
      <CardHeader description={strings.textsHelp} divided title={strings.texts} titleId="texts-title" />
      <QueryContent query={texts} skeleton={<Skeleton className="m-5 h-60" />}>
        {(known) => (
          <CardList>
            {purposes.map((purpose) => (
              <PurposeRow key={purpose} known={known} purpose={purpose} />
            ))}
          </CardList>
        )}
      </QueryContent>
      <CardFooter>
        <ExportLink href={privacyPaths.ledger}>{strings.ledger}</ExportLink>
      </CardFooter>
    </Card>
  );
}

function PurposeRow({ known: { items, people }, purpose }: { known: ConsentTextsAnswer; purpose: Purpose }) {
  const act = useAct(strings.failed);
  const [isWriting, setWriting] = useState(false);
  const live = items.find((item) => item.purpose === purpose && item.endedAt === null);
  const name = purposeNames[purpose];
  return (
    <li className="flex flex-col gap-2 px-5 py-4 max-md:px-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="font-medium">{name}</h3>
          <p className="text-sm text-muted">{live ? <Standing live={live} people={people} /> : strings.noText}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {live ? (
            <AlertDialog
              actionLabel={strings.end}
              description={strings.endText}
              onAction={() => act(() => endText(live.textId), strings.ended)}
              title={strings.endTitle}
              trigger={<Button aria-label={strings.endOf(name)}>{strings.end}</Button>}
            />
          ) : null}
          {isWriting ? null : (
            <Button aria-label={live ? strings.changeOf(name) : strings.writeOf(name)} onClick={() => setWriting(true)}>
              {live ? strings.change : strings.write}
            </Button>
          )}
        </div>
      </div>
      {isWriting ? (
        <Writing
          onClose={() => setWriting(false)}
          onPublish={(words) => act(() => publishText(purpose, words), strings.published)}
          start={live?.words ?? ""}
        />
      ) : live ? (
        <p className="line-clamp-3 max-w-[70ch] text-sm">{live.words}</p>
      ) : null}
    </li>
  );
}

function Standing({ live, people }: { live: ConsentText; people: number }) {
  const { version, publishedAt, given, refused } = live;
  return (
    <>
      {strings.version(version)}, <DateText kind="full" value={publishedAt} withinSentence /> ·{" "}
      {strings.counts(given, refused, Math.max(0, people - given - refused))}
    </>
  );
}

type WritingProps = { start: string; onClose: () => void; onPublish: (words: string) => Promise<unknown> };

function Writing({ start, onClose, onPublish }: WritingProps) {
  const [words, setWords] = useState(start);
  const [isBusy, setBusy] = useState(false);
  const publish = async () => {
    setBusy(true);
    try {
      await onPublish(words);
      onClose();
    } catch {
      // Told already; what was written stays.
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="flex max-w-[70ch] flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void publish();
      }}
    >
      <Textarea
        autoFocus
        hint={strings.wordsHint}
        label={strings.words}
        maxLength={maxConsentWords}
        minLength={20}
        onChange={({ target }) => setWords(target.value)}
        required
        rows={6}
        value={words}
      />
      <div className="flex gap-2">
        <Button onClick={onClose} type="button">
          {strings.cancel}
        </Button>
        <Button loading={isBusy} type="submit" variant="primary">
          {strings.publish}
        </Button>
      </div>
    </form>
  );
}
