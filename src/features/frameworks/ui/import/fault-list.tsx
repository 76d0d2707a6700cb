"use client";

import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ImportFault } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { strings } from "./import-strings.ts";

const severities = ["error", "warning", "notice"] as const;
const looks = {
  error: { icon: CircleAlert, colour: "text-danger" },
  warning: { icon: TriangleAlert, colour: "text-warning" },
  notice: { icon: Info, colour: "text-accent" },
};
/** The number of faults shown at first: a few are enough to recognise the pattern. */
const shownAtFirst = 5;

/** Faults by severity, each with its place in the file. */
export function FaultList({ faults }: { faults: readonly ImportFault[] }) {
  return severities.map((severity) => {
    const ofSeverity = faults.filter((fault) => fault.severity === severity);
    return ofSeverity.length === 0 ? null : <FaultCard faults={ofSeverity} key={severity} severity={severity} />;
  });
}

function FaultCard({ severity, faults }: { severity: ImportFault["severity"]; faults: readonly ImportFault[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const { icon: Icon, colour } = looks[severity];
  const words = strings.severities[severity];
  const shown = showsAll ? faults : faults.slice(0, shownAtFirst);
  return (
    <Card className={severity === "error" ? "border-danger" : ""}>
      <CardHeader
        description={words.help}
        divided
        title={
          <span className="flex items-center gap-2">
            <Icon aria-hidden className={cn("size-4 shrink-0", colour)} />
            {words.title(faults.length)}
          </span>
        }
      />
      <ul
        className={cn("divide-y divide-separator", showsAll && "max-h-96 overflow-y-auto")}
        tabIndex={showsAll ? 0 : undefined}
      >
        {shown.map((fault, index) => (
          <li
            className="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-0.5 px-5 py-2.5 max-md:px-4"
            // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity and never change their order.
            key={index}
          >
            <span className="min-w-0 text-pretty">{fault.message}</span>
            <FaultPlace fault={fault} />
          </li>
        ))}
      </ul>
      {faults.length > shown.length ? (
        <div className="border-t border-separator px-2 py-1.5">
          <Button onClick={() => setShowsAll(true)} variant="ghost">
            {strings.showAll(faults.length)}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function FaultPlace({ fault }: { fault: ImportFault }) {
  const line = fault.cell ? [fault.cell] : fault.line === undefined ? [] : [strings.line(fault.line)];
  const place = [...line, ...(fault.path ? [fault.path] : [])].join(", ");
  return place === "" ? null : <span className="num text-sm break-all text-muted">{place}</span>;
}
