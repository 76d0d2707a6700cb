import { cn } from "./cn.ts";

type AvatarProps = {
  name: string;
  /** The address of their picture; without it, or until it is there, their initials. */
  picture?: string | null | undefined;
  size?: "xs" | "sm" | "md" | "lg" | "xl";
  /** Decorative beside the written name; alone it must have the name as its label. */
  decorative?: boolean;
  className?: string;
};

const sizes = {
  xs: "size-6 text-[10px]",
  sm: "size-8 text-2xs",
  md: "size-10 text-sm",
  lg: "size-11 text-md font-medium",
  xl: "size-20 text-xl",
};

/**
 * A picture, or initials on a plain background. Its accessible name contains the initials, so that speech control can refer to them.
 */
export function Avatar({ name, picture, size = "sm", decorative = true, className }: AvatarProps) {
  const letters = initials(name);
  return (
    <span
      {...(decorative ? { "aria-hidden": true } : { role: "img", "aria-label": `${letters}, ${name}` })}
      className={cn(
        "relative inline-flex shrink-0 overflow-hidden items-center justify-center rounded-full bg-surface-tertiary font-semibold text-foreground select-none",
        sizes[size],
        className,
      )}
    >
      {letters}
      {/* biome-ignore lint/performance/noImgElement: it has the size that it is shown in, and only its owner's school may fetch it. */}
      {picture ? <img alt="" className="absolute inset-0 size-full object-cover" loading="lazy" src={picture} /> : null}
    </span>
  );
}

const titles = /^(dr|mr|mrs|ms|mx|prof|professor|sister)\.?\s+/i;

/** First letters of the first and last name, without a title: "Dr. Maya Hansen" is MH. */
export function initials(name: string): string {
  const words = name.trim().replace(titles, "").split(/\s+/).filter(Boolean);
  const first = words[0];
  if (!first) return "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last]
    .map((word) => (word ? Array.from(word)[0] : ""))
    .join("")
    .toLocaleUpperCase();
}
