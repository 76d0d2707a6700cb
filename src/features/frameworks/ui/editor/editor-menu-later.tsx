"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { type EditorMenuProps, MoreButton } from "./editor-menu-button.tsx";

export const EditorMenu = loadLater<EditorMenuProps>(
  () => import("./editor-menu.tsx").then((file) => file.EditorMenu),
  {
    standIn: ({ onPress }) => <MoreButton onClick={onPress} />,
  },
);
