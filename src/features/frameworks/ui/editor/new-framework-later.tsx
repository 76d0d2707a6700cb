"use client";

import { Plus } from "lucide-react";
import type { ComponentProps } from "react";
import { Button } from "#src/ui/button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { strings } from "./editor-strings.ts";

/** The button that starts a framework. */
export function NewFrameworkButton(props: ComponentProps<typeof Button>) {
  return (
    <Button {...props} icon={<Plus aria-hidden />}>
      {strings.newFramework}
    </Button>
  );
}

/** Asks for a name, and opens the editor of an empty draft. */
export const NewFramework = loadLater<object>(
  () => import("./new-framework.tsx").then((file) => file.NewFrameworkDialog),
  { standIn: ({ onPress }) => <NewFrameworkButton aria-haspopup="dialog" onClick={onPress} /> },
);
