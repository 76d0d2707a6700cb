"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import type { CodesDialogProps } from "./app-dialog.tsx";
import { factorsQuery } from "./factor-queries.ts";
import { PasskeysCard } from "./passkeys-card.tsx";
import { RememberedCard } from "./remembered-card.tsx";
import { SecondStepCard } from "./second-step-card.tsx";

const CodesDialog = loadLater<CodesDialogProps>(() => import("./app-dialog.tsx").then((file) => file.CodesDialog), {
  isWanted: ({ codes }) => codes !== undefined,
});

/** How a person signs in beside their password. */
export function FactorsSection() {
  const query = useQuery(factorsQuery());
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <QueryContent frame={(content) => <Card>{content}</Card>} query={query} skeleton={<ListSkeleton rows={3} />}>
      {(factors) => (
        <>
          <SecondStepCard factors={factors} onCodes={setCodes} />
          <PasskeysCard factors={factors} onCodes={setCodes} />
          {factors.remembered.length > 0 ? <RememberedCard remembered={factors.remembered} /> : null}
          <CodesDialog codes={codes} onClose={() => setCodes(undefined)} />
        </>
      )}
    </QueryContent>
  );
}
