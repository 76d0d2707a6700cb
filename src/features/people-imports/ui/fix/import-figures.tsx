"use client";

import { CircleAlert, Equal, PencilLine, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import type { ImportCounts } from "#src/features/people-imports/schema.ts";
import type { Verdict } from "#src/features/people-imports/values.ts";
import { cn } from "#src/ui/cn.ts";
import { strings } from "../strings.ts";

type ImportFiguresProps = {
  counts: ImportCounts;
  value: Verdict | null;
  onChoose: (verdict: Verdict) => void;
};

/** The dry run in four figures, each of which shows its rows. */
export function ImportFigures({ counts, value, onChoose }: ImportFiguresProps) {
  const figures: readonly { verdict: Verdict; icon: ReactNode; n: number; words: string; help: string }[] = [
    {
      verdict: "ADD",
      icon: <UserPlus className="text-success" />,
      n: counts.add,
      words: strings.willAdd,
      help: strings.addHelp,
    },
    {
      verdict: "CHANGE",
      icon: <PencilLine className="text-accent" />,
      n: counts.change,
      words: strings.willChange,
      help: strings.changeHelp,
    },
    {
      verdict: "SAME",
      icon: <Equal className="text-muted" />,
      n: counts.same,
      words: strings.staySame,
      help: strings.sameHelp,
    },
    {
      verdict: "FIX",
      icon: <CircleAlert className="text-danger" />,
      n: counts.fix,
      words: strings.toFixFigure(counts.fix),
      help: strings.fixHelp,
    },
  ];
  return (
    <ul
      aria-label={strings.figures}
      className="grid grid-cols-2 overflow-clip rounded-card border border-border bg-surface shadow-1 md:grid-cols-4"
    >
      {figures.map(({ verdict, icon, n, words, help }) => (
        <li className="-ms-px -mt-px border-s border-t border-separator" key={verdict}>
          <button
            aria-pressed={value === verdict}
            className={cn(
              "flex h-full min-h-16 w-full items-start gap-3 px-4 py-3 text-start outline-offset-[-2px] hover:bg-surface-secondary [&_svg]:mt-1.5 [&_svg]:size-4 [&_svg]:shrink-0",
              value === verdict && "bg-accent-soft",
            )}
            onClick={() => onChoose(verdict)}
            type="button"
          >
            <span aria-hidden>{icon}</span>
            <span className="min-w-0">
              <span className="block text-base">
                <span className="num text-lg font-semibold">{n.toLocaleString("en")}</span> {words}
              </span>
              <span className="block text-sm text-muted">{help}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
