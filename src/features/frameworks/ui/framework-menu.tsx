"use client";

import { Archive, Trash2 } from "lucide-react";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { Menu, MenuItem } from "#src/ui/menu.tsx";
import { type FrameworkMenuProps, MoreButton } from "./framework-menu-button.tsx";
import { strings } from "./strings.ts";

/** The rarer actions of a published framework. */
export function FrameworkMenu({ name, onRetire, onRemove, defaultOpen = false }: FrameworkMenuProps & LoadedProps) {
  return (
    <Menu defaultOpen={defaultOpen} trigger={<MoreButton name={name} />}>
      <MenuItem icon={<Archive aria-hidden />} onSelect={onRetire}>
        {strings.retire}
      </MenuItem>
      {onRemove ? (
        <MenuItem icon={<Trash2 aria-hidden />} onSelect={onRemove} tone="danger">
          {strings.remove}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
