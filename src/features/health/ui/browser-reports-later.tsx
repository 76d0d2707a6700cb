"use client";

import { loadLater } from "#src/ui/load-later.tsx";

/** After the page's load event: what measures a page must not make it slower. */
export const BrowserReports = loadLater(() => import("./browser-reports.tsx").then((file) => file.BrowserReports));
