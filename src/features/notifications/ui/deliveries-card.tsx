"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { Delivery } from "#src/features/notifications/deliveries/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { toast } from "#src/ui/toast.tsx";
import { deliveriesKey, deliveriesPath, deliveriesQuery } from "./delivery-queries.ts";
import { deliveryStrings as strings } from "./delivery-strings.ts";

/** What could not be delivered to the people of the school, and lets it go out again. */
export function DeliveriesCard() {
  const query = useInfiniteQuery(deliveriesQuery());
  const failed = query.data?.pages[0]?.failed ?? 0;
  const retry = useRetry();
  return (
    <PagedCard
      actions={
        failed > 1 ? (
          <Button loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {strings.retryAll(failed)}
          </Button>
        ) : undefined
      }
      description={failed > 0 ? strings.help : undefined}
      empty={<EmptyState compact description={strings.noneHelp} icon={<MailCheck />} title={strings.none} />}
      query={query}
      row={(line) => (
        <Line isPending={retry.isPending} key={line.id} line={line} onRetry={() => retry.mutate([line.id])} />
      )}
      skeletonRows={2}
      title={strings.title}
    />
  );
}

function Line({ line, isPending, onRetry }: { line: Delivery; isPending: boolean; onRetry: () => void }) {
  return (
    <li className="flex min-h-14 items-center gap-3 px-5 py-2 max-md:px-4">
      <span className="min-w-0 flex-1">
        <span className="block truncate">
          <TextLink href={`/dashboard/school-admin/users/${line.userId}`}>{line.name}</TextLink>
          {line.subject ? ` · ${line.subject}` : ""}
        </span>
        <span className="block text-sm text-muted">
          {strings.failedBy(line.channel, line.error)}
          <span className="max-md:hidden"> · </span>
          <DateText className="max-md:block" value={line.at} />
        </span>
      </span>
      <Button disabled={isPending} onClick={onRetry}>
        {strings.retry}
      </Button>
    </li>
  );
}

function useRetry() {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (ids: string[] | undefined) =>
      api<{ retried: number }>(`${deliveriesPath}/retry`, {
        method: "POST",
        body: ids ? { ids } : {},
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: ({ retried }) => toast.success(strings.retried(retried)),
    onError: (error) => toast.error(strings.retryFailed, error instanceof Problem ? { description: error.detail } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: deliveriesKey }),
  });
}
