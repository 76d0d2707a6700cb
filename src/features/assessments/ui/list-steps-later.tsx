"use client";

import { loadLater } from "#src/ui/load-later.tsx";

/** Which lines there are beside this one is known in the browser alone, after the page. */
export const ListSteps = loadLater<object>(() => import("./list-steps.tsx").then((file) => file.ListSteps));
