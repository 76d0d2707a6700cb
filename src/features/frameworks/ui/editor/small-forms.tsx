"use client";

import { ArrowLeft } from "lucide-react";
import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { useEditor, useItemEdits } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";

/** Name, version and description of the framework itself. */
export function FrameworkForm({ onBack }: { onBack: () => void }) {
  const { draft, editHead, faultOf } = useEditor();
  return (
    <div className="flex flex-col gap-5">
      <Button className="-ms-3 self-start lg:hidden" icon={<ArrowLeft aria-hidden />} onClick={onBack} variant="ghost">
        {strings.backToTree}
      </Button>
      <Card aria-labelledby="about-title">
        <CardHeader divided title={strings.about} titleId="about-title" />
        <CardBody className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,10rem)]">
            <TextField
              error={faultOf(null, "name")}
              label={strings.name}
              maxLength={300}
              name="name"
              onChange={(event) => editHead({ name: event.target.value }, "name")}
              value={draft.name}
            />
            <TextField
              label={strings.version}
              maxLength={100}
              onChange={(event) => editHead({ version: event.target.value }, "version")}
              value={draft.version}
            />
          </div>
          <Textarea
            label={strings.description}
            maxLength={20_000}
            onChange={(event) => editHead({ description: event.target.value }, "description")}
            optional
            value={draft.description}
          />
        </CardBody>
      </Card>
    </div>
  );
}

/** Code, name and note of a category. */
export function CategoryForm({ item }: { item: EditItem }) {
  const { faultOf } = useEditor();
  const { setItem } = useItemEdits(item.id);
  return (
    <CardBody className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,8rem)_minmax(0,1fr)]">
        <TextField
          label={strings.code}
          maxLength={500}
          onChange={(event) => setItem({ code: event.target.value === "" ? null : event.target.value })}
          optional
          value={item.code ?? ""}
        />
        <TextField
          error={faultOf(item.id, "statement")}
          label={strings.categoryName}
          maxLength={2_000}
          name="statement"
          onChange={(event) => setItem({ statement: event.target.value })}
          value={item.statement}
        />
      </div>
      <Textarea
        hint={strings.editorNoteHint}
        label={strings.editorNote}
        maxLength={10_000}
        onChange={(event) => setItem({ editorNote: event.target.value === "" ? null : event.target.value })}
        optional
        value={item.editorNote ?? ""}
      />
    </CardBody>
  );
}
