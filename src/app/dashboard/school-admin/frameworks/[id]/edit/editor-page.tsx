"use client";

import type { EditAnswer } from "#src/features/frameworks/editing/schema.ts";
import { FrameworkEditor } from "#src/features/frameworks/ui/editor/framework-editor.tsx";
import { AssessorPreview } from "./assessor-preview.tsx";

/** Where the editor and the form of an assessor, which is another feature's, meet. */
export function EditorPage({ initial, before }: { initial: EditAnswer; before: EditAnswer | undefined }) {
  return <FrameworkEditor before={before} initial={initial} Preview={AssessorPreview} />;
}
