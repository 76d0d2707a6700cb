"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode, RefObject } from "react";
import { cn } from "./cn.ts";
import { optionStyle, popupStyle } from "./popup-style.ts";
import { QuietGuards } from "./quiet-guards.tsx";

type MenuProps = {
  /** A Button or IconButton. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
  className?: string;
  defaultOpen?: boolean;
  onOpen?: () => void;
  /** Gets the focus afterwards in place of the trigger. */
  finalFocus?: RefObject<HTMLElement | null>;
};

export function Menu({
  trigger,
  children,
  align = "end",
  side = "bottom",
  className,
  defaultOpen = false,
  onOpen,
  finalFocus,
}: MenuProps) {
  return (
    <Base.Root
      defaultOpen={defaultOpen}
      modal={false}
      onOpenChange={(open) => {
        if (open) onOpen?.();
      }}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} className="z-50 outline-none" side={side} sideOffset={6}>
          <Base.Popup
            className={cn(popupStyle, "min-w-48", className)}
            {...(finalFocus ? { finalFocus: () => finalFocus.current ?? true } : {})}
          >
            <QuietGuards />
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type MenuItemProps = {
  icon?: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  tone?: "plain" | "danger";
  disabled?: boolean;
};

export function MenuItem({ icon, children, onSelect, tone = "plain", disabled = false }: MenuItemProps) {
  return (
    <Base.Item
      className={cn(optionStyle, tone === "danger" && "text-danger data-highlighted:bg-danger-soft")}
      disabled={disabled}
      onClick={onSelect}
    >
      {icon}
      {children}
    </Base.Item>
  );
}

export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <Base.LinkItem className={optionStyle} closeOnClick render={<Link href={href} />}>
      {icon}
      {children}
    </Base.LinkItem>
  );
}

/** Items under a heading of their own. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-1.5 pb-1 text-2xs font-medium text-muted">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-separator" />;
}

type MenuChoiceProps<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  value: Value;
  onValueChange: (value: Value) => void;
};

/** A choice between a few options, with a check mark. */
export function MenuChoice<Value extends string>({ label, options, value, onValueChange }: MenuChoiceProps<Value>) {
  return (
    <Base.RadioGroup onValueChange={onValueChange} value={value}>
      <Base.GroupLabel className="px-2.5 pt-1.5 pb-1 text-2xs font-medium text-muted">{label}</Base.GroupLabel>
      {options.map((option) => (
        <Base.RadioItem className={optionStyle} closeOnClick key={option.value} value={option.value}>
          {option.icon}
          <span className="flex-1">{option.label}</span>
          <Base.RadioItemIndicator>
            <Check aria-hidden className="text-accent" />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}
