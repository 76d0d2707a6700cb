"use client";

import type { ReactNode } from "react";
import { Loading, Skeleton } from "#src/ui/skeleton.tsx";

/** The rows below a picker's search field. */
export function PickerList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-separator">
      {children}
    </ul>
  );
}

export function PickerRow({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <li className="relative flex min-h-14 items-center gap-3 px-4 py-2.5 transition-colors duration-150 hover:bg-surface-secondary md:px-6">
      <div className="min-w-0 flex-1">{children}</div>
      {end ? <div className="shrink-0">{end}</div> : null}
    </li>
  );
}

export function PickerSkeleton() {
  return (
    <Loading className="flex flex-col gap-3 p-4 md:px-6">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton className="h-11" key={row} />
      ))}
    </Loading>
  );
}
