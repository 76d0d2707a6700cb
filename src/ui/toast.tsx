"use client";

import type { toast as Sonner } from "sonner";

type ToastOptions = {
  description?: string;
  /** An action that can be undone offers undo here instead of asking first. */
  action?: { label: string; onClick: () => void };
  /** Milliseconds; longer where there is something to undo. */
  duration?: number;
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
  success: (message: string, options?: ToastOptions) => show((sonner) => sonner.success(message, options)),
  info: (message: string, options?: ToastOptions) => show((sonner) => sonner.info(message, options)),
  error: (message: string, options?: ToastOptions) =>
    show((sonner) => sonner.error(message, { ...options, duration: 8000 })),
};
