import type { Bars, Lines } from "#src/platform/pdf/blocks.ts";
import { type Line, linesOf } from "#src/platform/pdf/lay-out-text.ts";
import type { Layout } from "#src/platform/pdf/layout.ts";
import type { Place } from "#src/platform/pdf/options.ts";
import { colors, type Pen, type TextStyle } from "#src/platform/pdf/pen.ts";

const title: TextStyle = { size: 9.5, leading: 14, weight: 600 };
const label: TextStyle = { size: 8.25, leading: 11 };
const axis: TextStyle = { size: 7.5, leading: 10, color: colors.muted };
const barPitch = 17;
const chartHeight = 150;

/** Bars beside their figures, so that the chart is its own table; the plan is a tick. A long label has two lines. */
export function drawBars(layout: Layout, { title: heading, alternative, bars, max }: Bars): void {
  const { pen } = layout;
  const lines = bars.map((bar) => lineOf(bar, layout.width * labelShare));
  const heightOf = (some: readonly BarLine[]) => some.reduce((sum, { height }) => sum + height, 0);
  drawTitle(layout, heading, heightOf(lines.slice(0, 3)));
  for (let from = 0; from < lines.length; ) {
    layout.ensure(heightOf(lines.slice(from, from + 3)));
    let to = from + 1;
    while (to < lines.length && heightOf(lines.slice(from, to + 1)) <= layout.room) to += 1;
    const part = lines.slice(from, to);
    layout.place(heightOf(part), (place) =>
      pen.tagged(pen.root, "Figure", () => drawPart(pen, part, max, place), { alt: alternative }),
    );
    from = to;
  }
  layout.skip(8);
}

const labelShare = 0.34;
type BarLine = { bar: Bars["bars"][number]; label: readonly Line[]; height: number };

function lineOf(bar: Bars["bars"][number], width: number): BarLine {
  const words = linesOf(bar.label, label.size, 400, width).slice(0, 2);
  return { bar, label: words, height: barPitch + (words.length - 1) * label.leading };
}

function drawPart(pen: Pen, lines: readonly BarLine[], max: number, { x, y, width }: Place): void {
  const labelWidth = width * labelShare;
  const figureWidth = 74;
  const track = { x: x + labelWidth + 8, width: width - labelWidth - figureWidth - 16 };
  const scale = (value: number) => (max > 0 ? Math.max(0, Math.min(1, value / max)) : 0) * track.width;
  let at = y;
  for (const { bar, label: words, height } of lines) {
    pen.drawLines(words, label, { x, y: at + 3, width: labelWidth });
    const top = at + (height - barPitch) / 2;
    pen.fill({ x: track.x, y: top + 5, width: track.width, height: 7 }, colors.faint);
    pen.fill({ x: track.x, y: top + 5, width: scale(bar.value), height: 7 }, pen.options.branding.color);
    if (bar.plan !== undefined) {
      pen.fill({ x: track.x + scale(bar.plan) - 0.75, y: top + 2, width: 1.5, height: 13 }, colors.ink);
    }
    const figure = { x: x + width - figureWidth, y: top + 3, width: figureWidth };
    pen.drawText(bar.figure, { ...label, align: "right" }, figure);
    at += height;
  }
}

/** A line for what is, and a dashed one for the plan, each named at its end or below. */
export function drawLineChart(layout: Layout, { title: heading, alternative, lines, xLabels, yLabels }: Lines): void {
  const { pen } = layout;
  drawTitle(layout, heading, chartHeight);
  layout.place(chartHeight + 34, (place) =>
    pen.tagged(
      pen.root,
      "Figure",
      () => {
        const plot = { x: place.x + 34, y: place.y + 6, width: place.width - 44, height: chartHeight - 12 };
        drawGrid(pen, plot, xLabels, yLabels);
        for (const line of lines) drawLine(pen, plot, line);
        drawLegend(pen, lines, { x: plot.x, y: plot.y + plot.height + 20 });
      },
      { alt: alternative },
    ),
  );
  layout.skip(8);
}

function drawGrid(pen: Pen, plot: Place, xLabels: readonly string[], yLabels: readonly string[]): void {
  for (const [index, text] of yLabels.entries()) {
    const y = plot.y + plot.height - (plot.height * index) / Math.max(1, yLabels.length - 1);
    pen.rule(plot.x, y, plot.width, colors.faint, 0.5);
    pen.drawText(text, { ...axis, align: "right" }, { x: plot.x - 34, y: y - 5, width: 28 });
  }
  const step = plot.width / Math.max(1, xLabels.length - 1);
  for (const [index, text] of xLabels.entries()) {
    const align = index === 0 ? "left" : index === xLabels.length - 1 ? "right" : "center";
    const x = plot.x + step * index - (align === "left" ? 0 : align === "right" ? 80 : 40);
    pen.drawText(text, { ...axis, align }, { x, y: plot.y + plot.height + 4, width: 80 });
  }
}

function drawLine(pen: Pen, plot: Place, { points, isPlan }: Lines["lines"][number]): void {
  const { doc } = pen;
  if (points.length === 0) return;
  doc.save().lineWidth(isPlan ? 1 : 1.8);
  if (isPlan) doc.dash(3, { space: 2.5 });
  for (const [index, { x, y }] of points.entries()) {
    const at = [plot.x + x * plot.width, plot.y + (1 - y) * plot.height] as const;
    if (index === 0) doc.moveTo(...at);
    else doc.lineTo(...at);
  }
  doc.stroke(isPlan ? colors.muted : pen.options.branding.color).restore();
}

function drawLegend(pen: Pen, lines: Lines["lines"], { x, y }: { x: number; y: number }): void {
  let at = x;
  for (const { label: text, isPlan } of lines) {
    pen.doc.save().lineWidth(isPlan ? 1 : 1.8);
    if (isPlan) pen.doc.dash(3, { space: 2.5 });
    pen.doc
      .moveTo(at, y + 5)
      .lineTo(at + 16, y + 5)
      .stroke(isPlan ? colors.muted : pen.options.branding.color)
      .restore();
    pen.drawText(text, axis, { x: at + 21, y, width: 140 });
    at += 21 + pen.widthOf(text, axis) + 18;
  }
}

function drawTitle(layout: Layout, text: string, following: number): void {
  const { pen } = layout;
  layout.ensure(title.leading + 8 + Math.min(following, layout.fullRoom - 40));
  layout.skip(4);
  layout.place(title.leading + 3, (place) => pen.text(pen.root, "P", text, title, place));
}
