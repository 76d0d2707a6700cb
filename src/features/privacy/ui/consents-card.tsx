"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleSlash } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { consentQuery } from "#src/features/learning-analytics/ui/consent-queries.ts";
import type { OwnConsent } from "#src/features/privacy/consents/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { consentsQuery, decide, privacyKeys } from "./privacy-queries.ts";
import { purposeWords, strings } from "./strings.ts";

/** The answer that holds is seen by its border and its ground, beside the words above it. */
const answerStyle = "aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-soft-foreground";

/** What one is asked to agree to: the words, one's answer, and two buttons that are equally easy to press. */
export function ConsentsCard() {
  const consents = useQuery(consentsQuery());
  return (
    <Card aria-labelledby="consents-title">
      <CardHeader description={strings.consentsHelp} divided title={strings.consents} titleId="consents-title" />
      <QueryContent query={consents} skeleton={<Skeleton className="m-5 h-32" />}>
        {({ items }) => (
          <CardList>
            {items.map((consent) => (
              <ConsentItem consent={consent} key={consent.purpose} />
            ))}
          </CardList>
        )}
      </QueryContent>
    </Card>
  );
}

function ConsentItem({ consent }: { consent: OwnConsent }) {
  const client = useQueryClient();
  const router = useRouter();
  const { purpose, text, isGranted, isAnswered } = consent;
  const isOfUse = purpose === "learning_analytics";
  const use = useQuery({ ...consentQuery(), enabled: isOfUse && isGranted });
  // What is known of the use is kept for every purpose, and concerns one.
  const recorded = isOfUse ? (use.data?.recorded ?? 0) : 0;
  const [isAsking, setAsking] = useState(false);
  const words = purposeWords[purpose];
  const save = async (next: boolean) => {
    try {
      client.setQueryData(privacyKeys.consents, await decide(purpose, next, text?.id));
      toast.success(strings.saved);
      await client.invalidateQueries({ queryKey: consentQuery().queryKey });
      // The layout asks until everything is answered.
      router.refresh();
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
      await client.invalidateQueries({ queryKey: privacyKeys.consents });
      throw error;
    }
  };
  const choose = (next: boolean) => {
    // What is deleted cannot be brought back, so it is asked first.
    if (!next && recorded > 0) setAsking(true);
    else save(next).catch(() => {});
  };
  return (
    <li className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{words.title}</h3>
        <State consent={consent} />
      </div>
      <p className="max-w-[70ch] whitespace-pre-line text-pretty">{text?.words ?? strings.ownWords}</p>
      <p className="max-w-[70ch] text-sm text-muted">
        {words.effect} {isOfUse && isGranted ? strings.recorded(recorded) : null}
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          aria-label={`${strings.agree}: ${words.title}`}
          aria-pressed={isAnswered && isGranted}
          className={answerStyle}
          onClick={() => choose(true)}
        >
          {strings.agree}
        </Button>
        <Button
          aria-label={`${strings.disagree}: ${words.title}`}
          aria-pressed={isAnswered && !isGranted}
          className={answerStyle}
          onClick={() => choose(false)}
        >
          {strings.disagree}
        </Button>
        {text ? <span className="text-sm text-muted">{strings.version(text.version)}</span> : null}
      </div>
      <AlertDialog
        actionLabel={strings.withdraw}
        description={strings.withdrawHelp(recorded)}
        onAction={() => save(false)}
        onOpenChange={setAsking}
        open={isAsking}
        title={strings.withdrawTitle}
      />
    </li>
  );
}

function State({ consent: { isGranted, isAnswered, since } }: { consent: OwnConsent }) {
  if (!isAnswered) {
    return (
      <Badge icon={<CircleDashed aria-hidden />} tone="warning">
        {since === null ? strings.unanswered : strings.changed}
      </Badge>
    );
  }
  return (
    <>
      <Badge
        icon={isGranted ? <CircleCheck aria-hidden /> : <CircleSlash aria-hidden />}
        tone={isGranted ? "success" : "neutral"}
      >
        {isGranted ? strings.agreed : strings.notAgreed}
      </Badge>
      {since === null ? null : (
        <span className="text-sm text-muted">
          {strings.since} <DateText kind="full" value={since} />
        </span>
      )}
    </>
  );
}
