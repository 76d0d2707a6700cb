"use client";

import { PersonStanding } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import type { Scale } from "#src/ui/level.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import type { SelfSubject } from "./self-evaluation-queries.ts";
import type { SelfFormProps } from "./self-form.tsx";
import { strings } from "./strings.ts";

const SelfForm = loadLater<SelfFormProps>(() => import("./self-form.tsx").then((file) => file.SelfForm), {
  standIn: () => <Skeleton className="h-72" />,
  isWanted: () => true,
});

type SelfCardProps = {
  about: SelfSubject;
  scale: Scale;
  target: number;
  /** What the student said last. */
  last: { value: number | null; label: string | null; words: string | null; at: string } | undefined;
  /** Asked anew each time, or changed where it stands. */
  isChanged?: boolean;
  onSaved: () => void;
};

/** A student says how they see themselves: shown beside the others, never counted. */
export function SelfCard({ about, scale, target, last, isChanged = false, onSaved }: SelfCardProps) {
  const dates = useDates();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.querySelector("button")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <Card aria-labelledby="self-title">
      <CardBody className="flex flex-col gap-3">
        <div>
          <h2 className="flex items-center gap-2 font-semibold" id="self-title">
            <PersonStanding aria-hidden className="size-[18px] text-muted" />
            {strings.title}
          </h2>
          <p className="text-sm text-muted">{strings.help}</p>
        </div>
        {last && !isOpen ? (
          <div className="flex flex-col gap-1.5">
            <Rating kind={scale.kind} label={last.label} max={scale.maxValue} target={target} value={last.value} />
            {last.words ? <p className="max-w-[66ch] whitespace-pre-line">{last.words}</p> : null}
            <p className="text-sm text-muted" suppressHydrationWarning>
              {strings.lastTime(dates.relative(last.at))}
            </p>
          </div>
        ) : null}
        {isOpen ? (
          <SelfForm
            about={about}
            initial={isChanged ? last : undefined}
            onCancel={() => setOpen(false)}
            onSaved={() => {
              setOpen(false);
              onSaved();
            }}
            scale={scale}
            target={target}
          />
        ) : (
          <div ref={opener}>
            <Button onClick={() => setOpen(true)}>
              {last ? (isChanged ? strings.change : strings.giveAgain) : strings.give}
            </Button>
          </div>
        )}
      </CardBody>
    </Card>
  );
}
