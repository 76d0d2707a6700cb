"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { NewFrameworkButton } from "./new-framework-button.tsx";

/** Asks for a name, and opens the editor of an empty draft. */
export const NewFramework = loadLater<object>(
  () => import("./new-framework.tsx").then((file) => file.NewFrameworkDialog),
  { standIn: ({ onPress }) => <NewFrameworkButton aria-haspopup="dialog" onClick={onPress} /> },
);
