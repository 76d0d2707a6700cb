"use client";

import { ZoomIn, ZoomOut } from "lucide-react";
import { Fragment, useEffect, useRef, useState } from "react";
import { cellWords, figureWords } from "#src/features/reports/cell-words.ts";
import type { Cell, PreviewAnswer, PreviewSection, ReportChart, ReportColumn } from "#src/features/reports/schema.ts";
import { cn } from "#src/ui/cn.ts";
import { IconButton } from "#src/ui/icon-button.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { strings } from "./strings.ts";

type PaperPreviewProps = {
  answer: PreviewAnswer | undefined;
  error: string | null;
  isStale: boolean;
  isWide: boolean;
  editedId: string | null;
};

const zooms = [60, 80, 100, 125, 150];

/** The report as it will be on paper, light in the dark theme too; the section that is edited is outlined. */
export function PaperPreview({ answer, error, isStale, isWide, editedId }: PaperPreviewProps) {
  const [zoom, setZoom] = useState(100);
  const paper = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = paper.current;
    const part = editedId === null ? null : box?.querySelector(`[data-section="${editedId}"]`);
    if (!box || !part) return;
    // Only the paper moves: the page stays where its reader is.
    box.scrollTop += part.getBoundingClientRect().top - box.getBoundingClientRect().top - 32;
  }, [editedId]);
  const step = (by: number) => setZoom((now) => zooms[zooms.indexOf(now) + by] ?? now);
  return (
    <section
      aria-label={strings.preview}
      className="min-w-0 overflow-clip rounded-card border border-border bg-surface shadow-1"
    >
      <header className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 border-b border-separator px-4 py-1.5">
        <h2 className="text-base font-semibold">{strings.preview}</h2>
        <p aria-live="polite" className="num min-w-0 flex-1 text-sm text-muted">
          {answer ? strings.size(answer.pages, answer.students, answer.seconds) : ""}
        </p>
        <span className="flex items-center">
          <IconButton
            disabled={zoom === zooms[0]}
            icon={<ZoomOut aria-hidden />}
            label={strings.smaller}
            onClick={() => step(-1)}
          />
          <span className="num w-12 text-center text-sm text-muted">{strings.zoom(zoom)}</span>
          <IconButton
            disabled={zoom === zooms.at(-1)}
            icon={<ZoomIn aria-hidden />}
            label={strings.larger}
            onClick={() => step(1)}
          />
        </span>
      </header>
      {error ? (
        <p
          className="border-b border-separator bg-danger-soft px-4 py-2.5 text-sm text-danger-soft-foreground"
          role="alert"
        >
          {strings.previewFailed}: {error}
        </p>
      ) : null}
      <div
        className="max-h-[min(80rem,calc(100dvh-9rem))] overflow-auto bg-surface-tertiary p-4 md:p-6"
        data-scrolls=""
        ref={paper}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        tabIndex={0}
      >
        {answer ? (
          <div className="light" style={{ zoom: zoom / 100 }}>
            <Paper answer={answer} editedId={editedId} isStale={isStale} isWide={isWide} />
          </div>
        ) : (
          <p className="mx-auto max-w-[40ch] py-20 text-center text-foreground">{error ? "" : strings.noPreview}</p>
        )}
      </div>
    </section>
  );
}

type PaperProps = { answer: PreviewAnswer; editedId: string | null; isStale: boolean; isWide: boolean };

function Paper({ answer, editedId, isStale, isWide }: PaperProps) {
  const { title, kind, subtitle, school, sections, footer, pages } = answer;
  return (
    <article
      aria-busy={isStale}
      className={cn(
        "mx-auto flex min-h-[50rem] flex-col bg-white p-[7%] text-foreground shadow-2",
        isWide ? "max-w-[62rem]" : "max-w-[42rem]",
        // Its words stay readable: only the edge says that it is made anew.
        isStale && "outline-2 outline-dashed outline-control",
      )}
    >
      <p className="mb-6 flex justify-between gap-4 text-xs">
        <span className="font-semibold">{school}</span>
        <span className="text-muted">{kind}</span>
      </p>
      <h3 className="text-lg font-semibold text-balance">{title}</h3>
      <p className="mb-4 text-xs text-muted">
        {subtitle.split(" · ").map((part, n) => (
          <Fragment key={part}>
            {n > 0 ? " · " : null}
            <bdi>{part}</bdi>
          </Fragment>
        ))}
      </p>
      <div className="flex flex-1 flex-col gap-5">
        {sections.length === 0 ? <p className="text-sm text-muted">{strings.nothingShown}</p> : null}
        {sections.map((section) => (
          <div
            className={cn("rounded-sm", editedId === section.id && "outline-2 outline-offset-8 outline-accent")}
            data-section={section.id}
            key={section.id}
          >
            <Part section={section} />
          </div>
        ))}
      </div>
      <footer className="mt-8 flex justify-between gap-6 border-t border-border pt-2 text-2xs text-muted">
        <span>{footer.join(" ")}</span>
        <span className="num shrink-0 font-medium text-foreground">{strings.page(pages)}</span>
      </footer>
    </article>
  );
}

function Part({ section: { heading, sentences, figures, chart, table } }: { section: PreviewSection }) {
  const shown = table && !table.isForSheets && table.count > 0 ? table : null;
  const lines = shown?.rows.filter((row) => "cells" in row).length ?? 0;
  return (
    <>
      {heading ? <h4 className="mb-1 text-sm font-semibold">{heading}</h4> : null}
      {sentences.map((sentence) => (
        <p className="mb-1.5 text-xs" key={sentence}>
          {sentence}
        </p>
      ))}
      {figures.length > 0 ? (
        <dl className="my-2 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-4 gap-y-2.5 border-y border-border py-2.5">
          {figures.map((one) => (
            <div key={`${one.label} ${one.unit}`}>
              <dt className="text-2xs text-muted">{one.label}</dt>
              <dd className="num text-base font-semibold">{figureWords(one)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {chart ? <Chart chart={chart} /> : null}
      {shown ? (
        <ScrollBox label={heading ?? strings.preview}>
          <table className="w-full border-collapse text-xs">
            <thead>
              <tr className="border-b border-foreground/70 text-2xs text-muted">
                {shown.columns.map((column) => (
                  <th className={cn("px-1 py-1.5 font-medium", alignOf(column))} key={column.id} scope="col">
                    {column.heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.rows.map((row, n) => {
                // The rows of a preview have no id, and are replaced together.
                const key = `${n}`;
                return "group" in row ? (
                  <tr className="border-b border-border" key={key}>
                    <th
                      className="px-1 pt-2.5 pb-1 text-start font-semibold"
                      colSpan={shown.columns.length}
                      scope="rowgroup"
                    >
                      {row.group} <span className="num font-normal text-muted">{row.value}</span>
                    </th>
                  </tr>
                ) : (
                  <tr className="border-b border-border/60" key={key}>
                    {row.cells.map((cell, at) => (
                      <TableCell cell={cell} column={shown.columns[at]} key={shown.columns[at]?.id ?? at} />
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollBox>
      ) : null}
      {shown && shown.count > lines ? (
        <p className="num mt-1.5 text-xs text-muted">{strings.moreRows(shown.count - lines)}</p>
      ) : null}
    </>
  );
}

function TableCell({ cell, column }: { cell: Cell; column: ReportColumn | undefined }) {
  if (!column) return null;
  return (
    <td className={cn("num px-1 py-1.5 align-top break-words", alignOf(column), cell === null && "text-muted")}>
      <bdi>{cellWords(cell, column)}</bdi>
    </td>
  );
}

function alignOf({ kind }: ReportColumn): string {
  return kind === "number" || kind === "share" ? "text-end" : "text-start";
}

function Chart({ chart }: { chart: ReportChart }) {
  if (chart.kind === "bars") {
    return (
      <ul aria-label={chart.title} className="my-2 flex flex-col gap-1.5">
        {chart.bars.map(({ label, value, figure }) => (
          <li className="grid grid-cols-[1.4fr_1.6fr_auto] items-center gap-3 text-xs" key={`${label} ${figure}`}>
            <span className="min-w-0">{label}</span>
            <span aria-hidden className="h-1.5 rounded-full bg-surface-tertiary">
              <span
                className="block h-full rounded-full bg-accent"
                style={{ inlineSize: `${(value / Math.max(chart.max, 0.0001)) * 100}%` }}
              />
            </span>
            <span className="num min-w-20 text-end">{figure}</span>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <figure className="my-2">
      <div className="flex gap-2">
        <div aria-hidden className="num flex h-28 flex-col-reverse justify-between text-2xs leading-none text-muted">
          {chart.yLabels.map((label) => (
            <span className="text-end" key={label}>
              {label}
            </span>
          ))}
        </div>
        <svg
          aria-label={chart.alternative}
          className="h-28 min-w-0 flex-1 border-y border-border"
          preserveAspectRatio="none"
          role="img"
          viewBox="0 0 100 100"
        >
          {chart.lines.map(({ label, isPlan, points }) => (
            <polyline
              className={isPlan ? "stroke-muted" : "stroke-accent"}
              fill="none"
              key={label}
              points={points.map(({ x, y }) => `${x * 100},${98 - y * 96}`).join(" ")}
              strokeDasharray={isPlan ? "4 3" : undefined}
              strokeWidth={isPlan ? 1 : 2}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
      <figcaption className="num mt-1 flex justify-between text-2xs text-muted">
        <span>{chart.xLabels[0]}</span>
        <span>{chart.lines.map(({ label, isPlan }) => (isPlan ? `- - ${label}` : `— ${label}`)).join("   ")}</span>
        <span>{chart.xLabels.at(-1)}</span>
      </figcaption>
    </figure>
  );
}
