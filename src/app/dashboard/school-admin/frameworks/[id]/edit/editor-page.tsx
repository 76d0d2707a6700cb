"use client";

import type { EditAnswer } from "#src/features/frameworks/editing/schema.ts";
import { FrameworkEditor } from "#src/features/frameworks/ui/editor/framework-editor.tsx";
import type { PreviewProps } from "#src/features/frameworks/ui/editor/item-panel.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";

const AssessorPreview = loadLater<PreviewProps>(
  () => import("./assessor-preview.tsx").then((file) => file.AssessorPreview),
  {
    standIn: () => <Skeleton className="h-60" />,
    isWanted: () => true,
  },
);

/** Where the editor and the form of an assessor, which is another feature's, meet. */
export function EditorPage({ initial, before }: { initial: EditAnswer; before: EditAnswer | undefined }) {
  return <FrameworkEditor before={before} initial={initial} Preview={AssessorPreview} />;
}
