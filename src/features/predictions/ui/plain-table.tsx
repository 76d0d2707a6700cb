import { type ReactNode, useId } from "react";
import { Card, CardHeader } from "#src/ui/card.tsx";

type PlainTableProps = {
  title: string;
  description?: string;
  head: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
};

/** A short table to read; the first cell of a row names it. */
export function PlainTable({ title, description, head, rows }: PlainTableProps) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHeader description={description} divided title={title} titleId={id} />
      <table className="num w-full text-sm">
        <thead>
          <tr className="border-b border-separator text-muted">
            {head.map((word, place) => (
              <th className={cellStyle(place, head.length)} key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr className="border-b border-separator last:border-b-0" key={key}>
              {cells.map((cell, place) =>
                place === 0 ? (
                  <th className={`${cellStyle(0, head.length)} text-foreground`} key={head[place]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td className={cellStyle(place, head.length)} key={head[place]}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function cellStyle(place: number, count: number): string {
  const edges = `${place === 0 ? "ps-5 max-md:ps-4" : "ps-3"} ${place === count - 1 ? "pe-5 max-md:pe-4" : ""}`;
  return `${edges} py-2 text-start align-top font-normal`;
}
