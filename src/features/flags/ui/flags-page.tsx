"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { FlagKey } from "#src/features/flags/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { FlagCard } from "./flag-card.tsx";
import { FlagDialog } from "./flag-dialog-later.tsx";
import { flagsQuery, useRemoveFlag } from "./flags-queries.ts";
import { flagsStrings as strings } from "./flags-strings.ts";

/** Every feature flag, for whoever runs the program. */
export function FlagsPage() {
  const flags = useQuery(flagsQuery());
  const [editing, setEditing] = useState<FlagKey>();
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={flags} skeleton={<ListSkeleton rows={4} />}>
        {({ items, unused }) => (
          <div className="flex max-w-[860px] flex-col gap-5">
            {items.map((flag) => (
              <FlagCard flag={flag} key={flag.key} onChange={() => setEditing(flag.key)} />
            ))}
            {unused.length > 0 ? <Unused keys={unused.map(({ key }) => key)} /> : null}
            <FlagDialog flag={items.find(({ key }) => key === editing) ?? null} onClose={() => setEditing(undefined)} />
          </div>
        )}
      </QueryContent>
    </>
  );
}

function Unused({ keys }: { keys: readonly string[] }) {
  const remove = useRemoveFlag();
  const act = async (key: string) => {
    try {
      await remove.mutateAsync(key);
      toast.success(strings.removed);
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <Card aria-labelledby="flags-unused">
      <CardHeader description={strings.unusedHelp} divided title={strings.unusedTitle} titleId="flags-unused" />
      <CardList>
        {keys.map((key) => (
          <li className="flex items-center justify-between gap-4 px-5 py-2.5 max-md:px-4" key={key}>
            <code className="min-w-0 font-mono text-sm break-all">{key}</code>
            <Button
              aria-label={strings.removeNamed(key)}
              loading={remove.isPending && remove.variables === key}
              onClick={() => void act(key)}
            >
              {strings.remove}
            </Button>
          </li>
        ))}
      </CardList>
    </Card>
  );
}
