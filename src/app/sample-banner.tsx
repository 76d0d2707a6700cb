"use client";

import { FlaskConical } from "lucide-react";
import { enterSample, leaveSample } from "#src/features/samples/ui/sample-queries.ts";
import { strings } from "#src/features/samples/ui/strings.ts";
import type { SampleRole } from "#src/features/sessions/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { useChangePerson } from "./use-change-person.ts";

const roles = ["SCHOOL_ADMIN", "CLINICAL_SUPERVISOR", "STUDENT"] as const;

/** On every page of a sample school: what it is, as whom one sees it, and the way back. */
export function SampleBanner({ role }: { role: SampleRole }) {
  const { isBusy, change } = useChangePerson();
  return (
    <section
      aria-label={strings.bannerTitle}
      className="border-b border-border bg-accent-soft text-accent-soft-foreground print:hidden"
    >
      <div className="mx-auto flex max-w-[1200px] flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 text-sm md:px-8">
        <p className="flex min-w-56 flex-1 items-center gap-2">
          <FlaskConical aria-hidden className="size-4 shrink-0" />
          <span>
            <span className="font-semibold">{strings.bannerTitle}.</span> {strings.banner}
          </span>
        </p>
        <Segmented
          label={strings.seeAs}
          onValueChange={(next) => void (isBusy ? undefined : change(() => enterSample(next)))}
          options={roles.map((value) => ({ value, label: strings.roles[value] }))}
          value={role}
        />
        <Button aria-label={strings.back} loading={isBusy} onClick={() => void change(leaveSample)}>
          <span className="md:hidden">{strings.backShort}</span>
          <span className="max-md:hidden">{strings.back}</span>
        </Button>
      </div>
    </section>
  );
}
