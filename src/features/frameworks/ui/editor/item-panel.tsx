"use client";

import { ArrowLeft, Copy, CornerDownRight, CornerUpLeft, MoveDown, MoveUp, Trash2 } from "lucide-react";
import { type ComponentType, useEffect, useRef } from "react";
import { categoriesOf, type Step } from "#src/features/frameworks/editing/draft.ts";
import type { EditCompetency, EditItem, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { CompetencyForm } from "./competency-form.tsx";
import { titleOf, useEditor } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { RubricGrid } from "./rubric-grid.tsx";
import { CategoryForm } from "./small-forms.tsx";
import { MarkBadge } from "./tree-row.tsx";

export type PreviewProps = { competency: EditCompetency; category: string; scale: EditScale };

export type ItemActs = {
  onStep: (id: string, step: Step) => void;
  onDuplicate: (id: string) => void;
  onRemove: (id: string) => void;
};

export type ItemPanelProps = ItemActs & {
  /** Shows nothing while none is chosen. */
  item: EditItem | undefined;
  /** It was just added, and is named at once. */
  isNew: boolean;
  onNamed: () => void;
  /** The form that an assessor will see: of another feature, so the page passes it in. */
  Preview: ComponentType<PreviewProps>;
  onBack: () => void;
};

const acts = [
  { step: "up", icon: MoveUp, label: strings.moveUp },
  { step: "down", icon: MoveDown, label: strings.moveDown },
  { step: "in", icon: CornerDownRight, label: strings.moveIn },
  { step: "out", icon: CornerUpLeft, label: strings.moveOut },
] as const;

/** The chosen item: its form, beside it the form of an assessor, and below them the rubric. */
export function ItemPanel({ item, ...props }: ItemPanelProps) {
  return item ? <Panel {...props} item={item} /> : null;
}

type PanelProps = Omit<ItemPanelProps, "item"> & { item: EditItem };

function Panel({ item, isNew, onNamed, Preview, onBack, onStep, onDuplicate, onRemove }: PanelProps) {
  const { draft, scales, marks } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isNew) return;
    const field = box.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>('[name="statement"]');
    field?.focus();
    field?.select();
    onNamed();
  }, [isNew, onNamed]);
  const { competency } = item;
  const scale = scales.find(({ id }) => id === competency?.ratingScaleId);
  const mark = marks?.byItem.get(item.id);
  return (
    <div className="flex min-w-0 flex-col gap-5" ref={box}>
      <Button className="-ms-3 self-start lg:hidden" icon={<ArrowLeft aria-hidden />} onClick={onBack} variant="ghost">
        {strings.backToTree}
      </Button>
      <Card aria-labelledby="item-title">
        <CardHeader
          actions={
            <span className="-me-2 flex items-center gap-0.5">
              {acts.map(({ step, icon: Icon, label }) => (
                <IconButton
                  icon={<Icon aria-hidden />}
                  key={step}
                  label={label}
                  onClick={() => onStep(item.id, step)}
                  size="sm"
                />
              ))}
              <IconButton
                icon={<Copy aria-hidden />}
                label={strings.duplicate}
                onClick={() => onDuplicate(item.id)}
                size="sm"
              />
              <IconButton
                icon={<Trash2 aria-hidden />}
                label={strings.removeItem}
                onClick={() => onRemove(item.id)}
                size="sm"
                variant="danger"
              />
            </span>
          }
          divided
          title={
            <span className="flex min-w-0 items-center gap-2">
              <span className="num line-clamp-2 min-w-0">{titleOf(item)}</span>
              {mark ? <MarkBadge mark={mark} /> : null}
            </span>
          }
          titleId="item-title"
        />
        {competency ? (
          <div className="grid xl:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
            <CompetencyForm competency={competency} item={item} key={item.id} scale={scale} />
            {scale ? (
              <section
                aria-label={strings.preview}
                className="bg-surface-secondary p-5 max-xl:border-t max-xl:border-separator max-md:px-4 xl:border-s xl:border-separator"
              >
                <div className="xl:sticky xl:top-20 xl:max-h-[calc(100dvh-7rem)] xl:overflow-y-auto">
                  <h3 className="mb-3 text-sm font-semibold">{strings.preview}</h3>
                  <Preview
                    category={categoriesOf(draft.items).get(item.id) ?? ""}
                    competency={competency}
                    key={`${item.id} ${scale.id}`}
                    scale={scale}
                  />
                </div>
              </section>
            ) : null}
          </div>
        ) : (
          <CategoryForm item={item} key={item.id} />
        )}
      </Card>
      {competency ? <RubricGrid competency={competency} itemId={item.id} key={item.id} scale={scale} /> : null}
    </div>
  );
}
