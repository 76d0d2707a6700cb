"use client";

import { MessageSquare } from "lucide-react";
import { Button } from "#src/ui/button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { strings } from "./admin-strings.ts";
import type { MessageDialogProps } from "./message-dialog.tsx";

/** MessageDialog, loaded after the page. */
export const MessageDialog = loadLater<MessageDialogProps>(
  () => import("./message-dialog.tsx").then((file) => file.MessageDialog),
  {
    standIn: ({ onPress }) => (
      <Button aria-haspopup="dialog" icon={<MessageSquare aria-hidden />} onClick={onPress}>
        {strings.open}
      </Button>
    ),
  },
);
