"use client";

import { type ReactNode, useEffect, useRef } from "react";

/**
 * The heading of a step. The button that led to it is gone, and the focus with it, so the heading takes the focus
 * and keyboard and screen reader continue at the top of the new step.
 */
export function StageTitle({ children, help }: { children: ReactNode; help?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
  }, []);
  return (
    <div>
      <h2 className="text-lg font-semibold outline-none" ref={heading} tabIndex={-1}>
        {children}
      </h2>
      {help ? <p className="mt-0.5 max-w-[70ch] text-pretty text-muted">{help}</p> : null}
    </div>
  );
}
