"use client";

import { CalendarClock, CircleSlash, KeyRound, MapPin, UserRound } from "lucide-react";
import { useState } from "react";
import type { StudentActProps } from "#src/features/deployments/ui/student-act-dialogs.tsx";
import { useHelpSignIn } from "#src/features/people/ui/use-people-acts.ts";
import type { PlaceStudentDialogProps } from "#src/features/rotations/ui/place-student-dialog.tsx";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { type LoadedProps, loadLater } from "#src/ui/load-later.tsx";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "#src/ui/menu.tsx";
import { studentActStrings as strings } from "./student-act-strings.ts";
import { StudentActsButton } from "./student-acts-button.tsx";

export type StudentActsProps = { student: { id: string; name: string } };

const isWanted = () => true;
const StudentDueDialog = loadLater<StudentActProps>(
  () => import("#src/features/deployments/ui/student-act-dialogs.tsx").then((file) => file.StudentDueDialog),
  { isWanted },
);
const StudentWithdrawDialog = loadLater<StudentActProps>(
  () => import("#src/features/deployments/ui/student-act-dialogs.tsx").then((file) => file.StudentWithdrawDialog),
  { isWanted },
);
const PlaceStudentDialog = loadLater<PlaceStudentDialogProps>(
  () => import("#src/features/rotations/ui/place-student-dialog.tsx").then((file) => file.PlaceStudentDialog),
  { isWanted },
);

/** What a school does for one student: due dates, assignments, placements, their way in. */
export function StudentActs({ student, defaultOpen = false }: StudentActsProps & LoadedProps) {
  const [open, setOpen] = useState<"extend" | "withdraw" | "place" | "reset">();
  const close = () => setOpen(undefined);
  const help = useHelpSignIn(student.id);
  return (
    <>
      <Menu defaultOpen={defaultOpen} trigger={<StudentActsButton />}>
        <MenuItem icon={<CalendarClock aria-hidden />} onSelect={() => setOpen("extend")}>
          {strings.extend}
        </MenuItem>
        <MenuItem icon={<MapPin aria-hidden />} onSelect={() => setOpen("place")}>
          {strings.place}
        </MenuItem>
        <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setOpen("reset")}>
          {strings.resetPassword}
        </MenuItem>
        <MenuLink
          href={`/dashboard/school-admin/users/${encodeURIComponent(student.id)}`}
          icon={<UserRound aria-hidden />}
        >
          {strings.account}
        </MenuLink>
        <MenuSeparator />
        <MenuItem icon={<CircleSlash aria-hidden />} onSelect={() => setOpen("withdraw")} tone="danger">
          {strings.withdraw}
        </MenuItem>
      </Menu>
      {open === "extend" ? <StudentDueDialog onClose={close} student={student} /> : null}
      {open === "withdraw" ? <StudentWithdrawDialog onClose={close} student={student} /> : null}
      {open === "place" ? <PlaceStudentDialog onClose={close} student={student} /> : null}
      <AlertDialog
        actionLabel={strings.resetAction}
        description={strings.resetHelp}
        onAction={() => help.mutateAsync("reset-password")}
        onOpenChange={(isOpen) => isOpen || close()}
        open={open === "reset"}
        title={strings.resetTitle(student.name)}
        tone="primary"
      />
    </>
  );
}
