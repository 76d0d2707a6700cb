import { cn } from "./cn.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { strings } from "./strings.ts";
import { TextLink } from "./text-link.tsx";

type CategoryBarsProps = {
  categories: readonly {
    id: string;
    category: string;
    /** The framework, where two have a category of this name. */
    of?: string | null;
    completed: number;
    total: number;
    /** The page with the details of the category. */
    href?: string;
  }[];
  className?: string;
};

/** One hue for all: the length and the numbers carry the information. */
export function CategoryBars({ categories, className }: CategoryBarsProps) {
  return (
    <ul className={cn("flex flex-col gap-4", className)}>
      {categories.map(({ id, category, of, completed, total, href }) => {
        const name = (
          <>
            <span className="block truncate">{category}</span>
            {of ? <span className="block truncate text-sm text-muted">{of}</span> : null}
          </>
        );
        const words = total === 0 ? strings.noneYet : strings.outOf(completed, total);
        return (
          <li key={id}>
            <div className="mb-1.5 flex items-baseline justify-between gap-4">
              {href ? (
                <TextLink
                  className="-my-1 min-w-0 py-1 font-normal text-foreground touch:-my-2.5 touch:py-3"
                  href={href}
                >
                  {name}
                </TextLink>
              ) : (
                <span className="min-w-0">{name}</span>
              )}
              <span className="num shrink-0 text-sm text-muted">{words}</span>
            </div>
            <ProgressBar
              label={of ? strings.categoryOf(category, of) : category}
              value={total === 0 ? 0 : (completed / total) * 100}
              valueText={words}
            />
          </li>
        );
      })}
    </ul>
  );
}
