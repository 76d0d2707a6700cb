import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** `overflow-clip` rounds the corners and still lets a header inside stick to the window. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section
      {...rest}
      className={cn("min-w-0 overflow-clip rounded-card border border-border bg-surface shadow-1", className)}
    />
  );
}

type CardHeaderProps = {
  title: ReactNode;
  /** One line under the title. */
  description?: ReactNode;
  /** A link, a legend or a small button at the end of the line. */
  actions?: ReactNode;
  /** A line under the header, for cards that hold a list or a table. */
  divided?: boolean;
  /** Give the same id to the card's `aria-labelledby` to name the region. */
  titleId?: string;
  className?: string;
};

export function CardHeader({ title, description, actions, divided = false, titleId, className }: CardHeaderProps) {
  return (
    <header
      className={cn(
        "flex min-h-13 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-3.5 max-md:px-4",
        divided && "border-b border-separator",
        className,
      )}
    >
      <div className="min-w-0">
        <h2 className="text-base font-semibold" id={titleId}>
          {title}
        </h2>
        {description ? <p className="text-sm text-muted">{description}</p> : null}
      </div>
      {actions ? <div className="flex items-center gap-4 text-sm print:[&>a]:hidden">{actions}</div> : null}
    </header>
  );
}

/** The padded content. Directly below an undivided header, pass `className="pt-0"`. */
export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={cn("p-5 max-md:px-4 max-md:pb-4", className)} />;
}

export function CardFooter({ className, ...rest }: ComponentProps<"footer">) {
  return (
    <footer
      {...rest}
      className={cn(
        "flex flex-wrap items-center justify-between gap-3 border-t border-separator px-5 py-3 text-sm text-muted max-md:px-4",
        className,
      )}
    />
  );
}

/** A list inside a card: thin lines between the rows, none around them. */
export function CardList({ className, ...rest }: ComponentProps<"ul">) {
  return <ul {...rest} className={cn("divide-y divide-separator", className)} />;
}
