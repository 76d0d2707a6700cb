"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { EffectNothing } from "./effect-nothing.tsx";
import type { EffectProps } from "./effect-section.tsx";
import { effectStrings as strings } from "./effect-strings.ts";

/** The script comes after the page, as there is nothing to say before. */
const Effect = loadLater<EffectProps>(() => import("./effect-section.tsx").then((file) => file.EffectOfJudgement), {
  standIn: ({ form }: EffectProps) => <EffectNothing form={form} />,
});

/** How the judgement would move the student. As tall as what is usually said, so that the page does not move. */
export function EffectSection(props: EffectProps) {
  return (
    <TaskSection>
      <h2 className="text-md font-semibold">{strings.title}</h2>
      <div aria-live="polite" className="mt-1 min-h-26 max-md:min-h-32">
        <Effect {...props} />
      </div>
    </TaskSection>
  );
}

/** The same in one sentence, in the question before it is signed. */
export const EffectSentence = loadLater<EffectProps>(() =>
  import("./effect-section.tsx").then((file) => file.EffectSentence),
);
