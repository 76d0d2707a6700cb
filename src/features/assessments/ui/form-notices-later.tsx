"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { FormNoticesProps } from "./form-notices.tsx";

/** Messages about the form: there is hardly one while it opens, so the script comes after the page. */
export const FormNotices = loadLater<FormNoticesProps>(
  () => import("./form-notices.tsx").then((file) => file.FormNotices),
  {
    isWanted: ({ waiting, isSignedOut, status, notice, gapCount }) =>
      waiting ||
      isSignedOut ||
      ["conflict", "gone", "refused"].includes(status) ||
      notice !== undefined ||
      gapCount > 0,
  },
);
