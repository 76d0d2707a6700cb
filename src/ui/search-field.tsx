"use client";

import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { cn } from "./cn.ts";
import { IconButton } from "./icon-button.tsx";
import { strings } from "./strings.ts";
import { TextField } from "./text-field.tsx";

type SearchFieldProps = {
  label: string;
  /** The current search, from the address or a query. */
  value: string;
  /** Called when typing pauses, so that there is not one request for each letter. */
  onValueChange: (value: string) => void;
  placeholder?: string;
  hideLabel?: boolean;
  delayMs?: number;
  className?: string;
};

/** `/` moves the focus here if it is the page's search; Escape clears it. */
export function SearchField({
  label,
  value,
  onValueChange,
  placeholder,
  hideLabel = false,
  delayMs = 250,
  className,
}: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [lastValue, setLastValue] = useState(value);
  const [emitted, setEmitted] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The address may change from outside (Back, a cleared filter); then its value replaces the text.
  if (value !== lastValue) {
    setLastValue(value);
    if (value !== emitted) setText(value);
  }

  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (next: string, waitMs: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setEmitted(next);
      onValueChange(next);
    }, waitMs);
  };

  return (
    <TextField
      autoComplete="off"
      className={cn("print:hidden", className)}
      data-page-search=""
      end={
        text === "" ? null : (
          <IconButton
            icon={<X aria-hidden />}
            label={strings.clear}
            onClick={() => {
              change("", 0);
              input.current?.focus();
            }}
            size="sm"
          />
        )
      }
      enterKeyHint="search"
      hideLabel={hideLabel}
      label={label}
      onChange={(event) => change(event.target.value, delayMs)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && text !== "") {
          event.preventDefault();
          change("", 0);
        }
        if (event.key === "Enter") change(text, 0);
      }}
      placeholder={placeholder}
      ref={input}
      startIcon={<Search />}
      type="search"
      value={text}
    />
  );
}
