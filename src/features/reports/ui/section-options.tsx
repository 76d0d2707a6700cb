"use client";

import { GripVertical, Plus, X } from "lucide-react";
import { useRef } from "react";
import type { AskedSection } from "#src/features/reports/schema.ts";
import { type Kind, maxText, sectionSpec } from "#src/features/reports/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Select } from "#src/ui/select.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { strings } from "./strings.ts";

type SectionOptionsProps = {
  kind: Kind;
  section: AskedSection;
  canMoveUp: boolean;
  canMoveDown: boolean;
  onChange: (next: Partial<AskedSection>, group?: string) => void;
  onMove: (by: number) => void;
  onSay: (words: string) => void;
};

/** What can be chosen in one section: grouping, order, and columns as chips. */
export function SectionOptions({
  kind,
  section,
  canMoveUp,
  canMoveDown,
  onChange,
  onMove,
  onSay,
}: SectionOptionsProps) {
  const spec = sectionSpec(kind, section.id);
  const { groups, sorts, columns } = spec ?? {};
  const isText = section.id === "text";
  return (
    <div className="flex flex-col gap-4 px-3 pt-1 pb-3">
      {isText ? (
        <Textarea
          label={strings.text}
          maxLength={maxText}
          onChange={(event) => onChange({ text: event.target.value, shown: true }, "text")}
          rows={4}
          value={section.text ?? ""}
        />
      ) : null}
      {groups || sorts ? (
        <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
          {groups ? (
            <Select
              label={strings.groupBy}
              onValueChange={(group) => onChange({ group })}
              options={groups.map(({ id, word }) => ({ value: id, label: word }))}
              value={section.group ?? groups[0]?.id ?? null}
            />
          ) : null}
          {sorts ? (
            <Select
              label={strings.sortBy}
              onValueChange={(sort) => onChange({ sort })}
              options={sorts.map(({ id, word }) => ({ value: id, label: word }))}
              value={section.sort ?? sorts[0]?.id ?? null}
            />
          ) : null}
        </div>
      ) : null}
      {columns ? (
        <Columns
          chosen={section.columns ?? columns.map(({ id }) => id)}
          columns={columns}
          onChange={(next) => onChange({ columns: next })}
          onSay={onSay}
        />
      ) : null}
      {!isText && !groups && !sorts && !columns ? <p className="text-sm text-muted">{strings.noOptions}</p> : null}
      <div className="flex gap-2">
        <Button disabled={!canMoveUp} onClick={() => onMove(-1)} variant="ghost">
          {strings.up}
        </Button>
        <Button disabled={!canMoveDown} onClick={() => onMove(1)} variant="ghost">
          {strings.down}
        </Button>
      </div>
    </div>
  );
}

type ColumnsProps = {
  columns: readonly { id: string; word: string }[];
  chosen: readonly string[];
  onChange: (next: string[]) => void;
  onSay: (words: string) => void;
};

function Columns({ columns, chosen, onChange, onSay }: ColumnsProps) {
  const list = useRef<HTMLUListElement>(null);
  const word = (id: string) => columns.find((one) => one.id === id)?.word ?? id;
  const left = columns.filter(({ id }) => !chosen.includes(id));
  const step = (id: string, by: number) => {
    const place = chosen.indexOf(id) + by;
    if (place < 0 || place >= chosen.length) return;
    onChange(chosen.filter((one) => one !== id).toSpliced(place, 0, id));
    onSay(strings.moved(word(id), place + 1, chosen.length));
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-column="${id}"]`)?.focus());
  };
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">{strings.columns}</p>
      <ul className="flex flex-wrap gap-2" ref={list}>
        {chosen.map((id) => (
          <li
            className="inline-flex items-center rounded-ctl border border-border bg-surface text-sm"
            key={id}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              const moved = event.dataTransfer.getData("text/plain");
              if (chosen.includes(moved)) step(moved, chosen.indexOf(id) - chosen.indexOf(moved));
            }}
          >
            <button
              aria-label={strings.move(word(id))}
              className="inline-flex h-8 cursor-grab items-center gap-1 rounded-ctl ps-1.5 touch:h-11"
              data-column={id}
              draggable
              onDragStart={(event) => event.dataTransfer.setData("text/plain", id)}
              onKeyDown={(event) => {
                const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
                if (!event.altKey || !(back || event.key === "ArrowDown" || event.key === "ArrowRight")) return;
                event.preventDefault();
                step(id, back ? -1 : 1);
              }}
              type="button"
            >
              <GripVertical aria-hidden className="size-3.5 text-muted" />
              {word(id)}
            </button>
            <button
              aria-label={strings.removeColumn(word(id))}
              className="inline-flex size-8 items-center justify-center rounded-ctl text-muted hover:text-foreground disabled:opacity-40 touch:size-11"
              disabled={chosen.length === 1}
              onClick={() => {
                onChange(chosen.filter((one) => one !== id));
                onSay(strings.removedColumn(word(id)));
              }}
              type="button"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
        {left.map(({ id, word: name }) => (
          <li key={id}>
            <button
              aria-label={strings.addColumn(name)}
              className="inline-flex h-8 items-center gap-1 rounded-ctl border border-dashed border-control px-2 text-sm text-muted hover:text-foreground touch:h-11"
              onClick={() => {
                onChange([...chosen, id]);
                onSay(strings.addedColumn(name));
              }}
              type="button"
            >
              <Plus aria-hidden className="size-3.5" />
              {name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
