"use client";

import { CircleSlash, User } from "lucide-react";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { Menu, MenuItem, MenuLink } from "#src/ui/menu.tsx";
import { queueStrings as strings } from "./queue-strings.ts";
import { RequestMenuButton, type RequestMenuProps } from "./request-menu-button.tsx";

/** The rarer acts on a request. */
export function RequestMenu({ line, onDecline, defaultOpen = false }: RequestMenuProps & LoadedProps) {
  return (
    <Menu defaultOpen={defaultOpen} trigger={<RequestMenuButton student={line.studentName} />}>
      <MenuLink href={`/dashboard/clinical-supervisor/students/${line.studentId}`} icon={<User aria-hidden />}>
        {strings.openStudent}
      </MenuLink>
      {onDecline ? (
        <MenuItem icon={<CircleSlash aria-hidden />} onSelect={() => onDecline(line)}>
          {strings.decline}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
