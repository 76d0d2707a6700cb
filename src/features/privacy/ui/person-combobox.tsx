"use client";

import type { SingleProps } from "#src/ui/combobox.tsx";
import { Field } from "#src/ui/field.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";

/** Combobox for one person, loaded after the page: what waits is read first. */
export const PersonCombobox = loadLater<SingleProps>(
  () => import("#src/ui/combobox.tsx").then((file) => file.Combobox),
  {
    standIn: ({ label, className }) => (
      <Field className={className} id="person-combobox" label={label}>
        <Skeleton className="h-10 rounded-ctl touch:h-11" />
      </Field>
    ),
  },
);
