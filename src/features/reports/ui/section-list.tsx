"use client";

import { ChevronDown, GripVertical, Lock } from "lucide-react";
import { useRef, useState } from "react";
import type { AskedSection, Question } from "#src/features/reports/schema.ts";
import { sectionSpec } from "#src/features/reports/values.ts";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { cn } from "#src/ui/cn.ts";
import { allSections } from "./question-state.ts";
import { SectionOptions } from "./section-options.tsx";
import { strings } from "./strings.ts";

type SectionListProps = {
  question: Question;
  openId: string | null;
  onOpen: (id: string | null) => void;
  onChange: (sections: AskedSection[], group?: string) => void;
  onSay: (words: string) => void;
};

/** The sections in the order of the report: ticked, moved by dragging or with Alt and the arrows, opened in place. */
export function SectionList({ question, openId, onOpen, onChange, onSay }: SectionListProps) {
  const sections = allSections(question);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);

  const word = (id: string) => sectionSpec(question.kind, id)?.word ?? id;
  const moveTo = (id: string, place: number) => {
    const from = sections.findIndex((one) => one.id === id);
    const moved = sections[from];
    if (!moved || place < 0 || place >= sections.length || place === from) return;
    const others = sections.filter((one) => one.id !== id);
    onChange(others.toSpliced(place, 0, moved));
    onSay(strings.moved(word(id), place + 1, sections.length));
  };
  const step = (id: string, by: number) => {
    moveTo(id, sections.findIndex((one) => one.id === id) + by);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-handle="${id}"]`)?.focus());
  };
  const change = (id: string, next: Partial<AskedSection>, group?: string) =>
    onChange(
      sections.map((one) => (one.id === id ? { ...one, ...next } : one)),
      group,
    );

  return (
    <ul className="flex flex-col" ref={list}>
      {sections.map((section, n) => {
        const { id, shown } = section;
        const isOpen = openId === id;
        return (
          <li
            className={cn(
              "rounded-ctl border border-transparent",
              isOpen && "my-1 border-border bg-surface-secondary",
              over === id && dragged !== id && "border-accent",
              dragged === id && "opacity-60",
            )}
            key={id}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(id);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged) moveTo(dragged, n);
              setOver(null);
              setDragged(null);
            }}
          >
            <div className="flex items-center gap-1 pe-1">
              <button
                aria-label={strings.move(word(id))}
                className="inline-flex h-10 w-7 shrink-0 cursor-grab items-center justify-center rounded-ctl text-muted hover:text-foreground touch:h-11 touch:w-9"
                data-handle={id}
                draggable
                onDragEnd={() => {
                  setDragged(null);
                  setOver(null);
                }}
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = "move";
                  event.dataTransfer.setData("text/plain", id);
                  setDragged(id);
                }}
                onKeyDown={(event) => {
                  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
                  event.preventDefault();
                  step(id, event.key === "ArrowUp" ? -1 : 1);
                }}
                type="button"
              >
                <GripVertical aria-hidden className="size-4" />
              </button>
              <Checkbox
                checked={shown}
                className="flex-1"
                label={word(id)}
                onChange={(event) => change(id, { shown: event.target.checked })}
              />
              {sectionSpec(question.kind, id)?.isForStaff ? (
                <span className="inline-flex shrink-0 items-center gap-1 text-xs text-muted">
                  <Lock aria-hidden className="size-3.5" />
                  {strings.staffOnly}
                </span>
              ) : null}
              <button
                aria-expanded={isOpen}
                aria-label={strings.options(word(id))}
                className="inline-flex size-9 items-center justify-center rounded-ctl text-muted hover:bg-surface-tertiary hover:text-foreground touch:size-11"
                onClick={() => onOpen(isOpen ? null : id)}
                type="button"
              >
                <ChevronDown aria-hidden className={cn("size-4 transition-transform", isOpen && "rotate-180")} />
              </button>
            </div>
            {isOpen ? (
              <SectionOptions
                canMoveDown={n < sections.length - 1}
                canMoveUp={n > 0}
                kind={question.kind}
                onChange={(next, group) => change(id, next, group)}
                onMove={(by) => moveTo(id, n + by)}
                onSay={onSay}
                section={section}
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
