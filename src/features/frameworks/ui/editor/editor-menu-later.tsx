"use client";

import { Ellipsis } from "lucide-react";
import type { ComponentProps } from "react";
import { IconButton } from "#src/ui/icon-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { strings } from "./editor-strings.ts";

export type EditorMenuProps = { onRemove: () => void };

/** The button of the editor's menu. */
export function MoreButton(props: Omit<ComponentProps<"button">, "aria-label">) {
  return <IconButton {...props} icon={<Ellipsis aria-hidden />} label={strings.moreActs} variant="secondary" />;
}

export const EditorMenu = loadLater<EditorMenuProps>(
  () => import("./editor-menu.tsx").then((file) => file.EditorMenu),
  {
    standIn: ({ onPress }) => <MoreButton aria-haspopup="menu" onClick={onPress} />,
  },
);
