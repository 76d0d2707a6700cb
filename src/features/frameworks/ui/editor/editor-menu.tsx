"use client";

import { Trash2 } from "lucide-react";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { Menu, MenuItem } from "#src/ui/menu.tsx";
import { type EditorMenuProps, MoreButton } from "./editor-menu-button.tsx";
import { strings } from "./editor-strings.ts";

/** The rarer acts of a draft. */
export function EditorMenu({ onRemove, defaultOpen = false }: EditorMenuProps & LoadedProps) {
  return (
    <Menu defaultOpen={defaultOpen} trigger={<MoreButton />}>
      <MenuItem icon={<Trash2 aria-hidden />} onSelect={onRemove} tone="danger">
        {strings.remove}
      </MenuItem>
    </Menu>
  );
}
