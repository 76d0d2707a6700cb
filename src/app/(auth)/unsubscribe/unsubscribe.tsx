"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, Problem } from "#src/client/api.ts";
import type { UnsubscribeAnswer } from "#src/features/notifications/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { AuthCard } from "../auth-card.tsx";
import { unsubscribeStrings as strings } from "../unsubscribe-strings.ts";

/** Says which emails the link of an email is about, and ends them when one presses it: programs open links too. */
export function Unsubscribe({ token }: { token: string }) {
  const query = new URLSearchParams({ token });
  const about = useQuery({
    queryKey: ["unsubscribe", token],
    queryFn: ({ signal }) => api<UnsubscribeAnswer>(`/api/notifications/unsubscribe/about?${query}`, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const stop = useMutation({
    networkMode: "always",
    mutationFn: () => api<UnsubscribeAnswer>(`/api/notifications/unsubscribe?${query}`, { method: "POST" }),
  });
  const settings = (
    <LinkButton block className="h-11 touch:h-12" href="/settings/notifications">
      {strings.settings}
    </LinkButton>
  );
  if (isBadLink(about.error) || isBadLink(stop.error)) {
    return (
      <AuthCard intro={strings.badHelp} title={strings.bad}>
        {settings}
      </AuthCard>
    );
  }
  if (about.isError) {
    return (
      <AuthCard intro={strings.failed} title={strings.title}>
        <Button block className="h-11 touch:h-12" onClick={() => about.refetch()} variant="primary">
          {strings.tryAgain}
        </Button>
      </AuthCard>
    );
  }
  if (about.isPending) {
    return (
      <AuthCard busy intro={strings.loading} title={strings.title}>
        <Skeleton className="h-11" />
      </AuthCard>
    );
  }
  const what = strings.types[about.data.type];
  if (stop.isSuccess) {
    return (
      <div role="status">
        <AuthCard intro={strings.doneHelp(what)} title={strings.done}>
          {settings}
        </AuthCard>
      </div>
    );
  }
  return (
    <AuthCard intro={strings.askHelp} title={strings.ask(what)}>
      {stop.isError ? (
        <Callout className="mb-4" live tone="warning">
          {strings.failed}
        </Callout>
      ) : null}
      <Button
        block
        className="h-11 touch:h-12"
        loading={stop.isPending}
        onClick={() => stop.mutate()}
        variant="primary"
      >
        {strings.stop}
      </Button>
    </AuthCard>
  );
}

function isBadLink(error: Error | null): boolean {
  return error instanceof Problem && (error.status === 404 || error.status === 422);
}
