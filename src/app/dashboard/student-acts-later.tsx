"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { StudentActsProps } from "./student-acts.tsx";
import { StudentActsButton } from "./student-acts-button.tsx";

/** StudentActs, loaded after the page. */
export const StudentActs = loadLater<StudentActsProps>(
  () => import("./student-acts.tsx").then((file) => file.StudentActs),
  { standIn: ({ onPress }) => <StudentActsButton onClick={onPress} /> },
);
