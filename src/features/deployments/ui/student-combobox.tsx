"use client";

import type { MultipleProps } from "#src/ui/combobox.tsx";
import { Field } from "#src/ui/field.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";

/** Combobox for several students, loaded after the page: it stands at the page's end. */
export const StudentCombobox = loadLater<MultipleProps>(
  () => import("#src/ui/combobox.tsx").then((file) => file.Combobox),
  {
    standIn: ({ label, hint, optional, className }) => (
      <Field className={className} hint={hint} id="student-combobox" label={label} optional={optional ?? false}>
        <Skeleton className="h-10 rounded-ctl touch:h-11" />
      </Field>
    ),
  },
);
