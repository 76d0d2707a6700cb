"use client";

import dynamic from "next/dynamic";

/** In scripts of their own: once the first steps are done, the overview has neither. */
export const FirstHour = dynamic(() =>
  import("#src/features/first-hour/ui/first-hour.tsx").then((file) => file.FirstHour),
);
export const SampleCard = dynamic(() => import("./sample-card.tsx").then((file) => file.SampleCard));
