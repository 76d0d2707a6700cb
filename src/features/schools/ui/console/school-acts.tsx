"use client";

import { Ban, SlidersHorizontal, Undo2, Users } from "lucide-react";
import type { SchoolLine } from "#src/features/schools/console/schema.ts";
import { Menu, MenuItem, MenuSeparator } from "#src/ui/menu.tsx";
import { MoreButton } from "#src/ui/more-button.tsx";
import type { SchoolAct } from "./school-act.ts";
import { strings } from "./strings.ts";

export type SchoolActsProps = { school: SchoolLine; onAct: (act: SchoolAct) => void };

/** What may be done to a school. */
export function SchoolActs({ school, onAct, defaultOpen = false }: SchoolActsProps & { defaultOpen?: boolean }) {
  return (
    <Menu defaultOpen={defaultOpen} trigger={<MoreButton label={strings.acts(school.name)} size="sm" />}>
      <MenuItem icon={<SlidersHorizontal aria-hidden />} onSelect={() => onAct("limits")}>
        {strings.changeLimits}
      </MenuItem>
      <MenuItem icon={<Users aria-hidden />} onSelect={() => onAct("admins")}>
        {strings.administrators}
      </MenuItem>
      <MenuSeparator />
      {school.status === "OPEN" ? (
        <MenuItem icon={<Ban aria-hidden />} onSelect={() => onAct("suspend")} tone="danger">
          {strings.suspend}
        </MenuItem>
      ) : (
        <MenuItem icon={<Undo2 aria-hidden />} onSelect={() => onAct("reopen")}>
          {strings.reopen}
        </MenuItem>
      )}
    </Menu>
  );
}
