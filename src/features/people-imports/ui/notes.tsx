import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { strings } from "./strings.ts";

/** What the reader of the file noticed. */
export function Notes({ notes }: { notes: ImportAnswer["notes"] }) {
  if (notes.length === 0) return null;
  return (
    <Callout>
      <ul className="flex flex-col gap-1">
        {notes.map(({ line, message }) => (
          <li key={`${line}.${message}`}>
            {line === undefined ? "" : `${strings.line} ${line}: `}
            {message}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
