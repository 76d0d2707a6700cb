"use client";

import type { toast as Sonner } from "sonner";

type ToastOptions = {
  description?: string;
  /** An action that can be undone offers undo here instead of asking first. */
  action?: { label: string; onClick: () => void };
  /** Undo beside another action. */
  undo?: { label: string; onClick: () => void };
  durationMs?: number;
};

let makeReady: () => void = () => {};
const ready = new Promise<void>((done) => {
  makeReady = done;
});

/** The Toaster is on the page, so that what is shown now and what was waiting appears. */
export function toasterIsReady(): void {
  makeReady();
}

/** A toast of the first moments of a page waits for the script that shows it. */
function show(act: (sonner: typeof Sonner) => void): void {
  void Promise.all([import("sonner"), ready]).then(([{ toast: sonner }]) => act(sonner));
}

/** Errors stay twice as long, because they have to be read. An error that a form can show belongs in the form. */
export const toast = {
  success: (message: string, options?: ToastOptions) => show((sonner) => sonner.success(message, toSonner(options))),
  info: (message: string, options?: ToastOptions) => show((sonner) => sonner.info(message, toSonner(options))),
  error: (message: string, options?: ToastOptions) =>
    show((sonner) => sonner.error(message, { ...toSonner(options), duration: 8000 })),
};

/** Sonner's second button is its `cancel`. */
function toSonner({ undo, durationMs, ...options }: ToastOptions = {}) {
  return {
    ...options,
    ...(undo ? { cancel: undo } : {}),
    ...(durationMs === undefined ? {} : { duration: durationMs }),
  };
}
