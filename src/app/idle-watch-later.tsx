"use client";

import dynamic from "next/dynamic";

/** In a script of its own: only sessions that end within a day need it. */
export const IdleWatch = dynamic(() => import("./idle-watch.tsx").then((file) => file.IdleWatch));
