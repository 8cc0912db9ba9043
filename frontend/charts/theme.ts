/* One chart, two places: what turns a bare option of the desk into our picture, in the page and in files alike. */
import tokens from "../tokens.json";

export type Mode = "light" | "dark";
type Option = Record<string, any>;

const HAIR = 1;
const LABEL_SIZE = 12;
const MANY_POINTS = 24;
const MANY_LINES = 6;

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

/** A number as the page writes it: thousands separated, nothing rounded here. */
function written(value: unknown): string {
  return typeof value === "number" ? grouped.format(value) : "";
}

/** The theme of one mode. Colours come from the tokens; no colour is named twice. */
export function theme(mode: Mode, family: string): Option {
  const colour = Object.fromEntries(Object.entries(tokens.colour).map(([name, both]) => [name, both[mode]]));
  const axis = {
    axisLine: { lineStyle: { color: colour.edge, width: HAIR } },
    axisTick: { show: false },
    axisLabel: { color: colour.muted, fontSize: LABEL_SIZE },
    splitLine: { lineStyle: { color: colour.line, width: HAIR } },
    nameTextStyle: { color: colour.muted, fontSize: LABEL_SIZE, align: "left" as const },
  };
  return {
    color: tokens.chart[mode],
    backgroundColor: "transparent",
    textStyle: { fontFamily: family, color: colour.ink, fontSize: LABEL_SIZE },
    animation: false,
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: axis,
    legend: { textStyle: { color: colour.ink, fontSize: LABEL_SIZE }, itemWidth: 12, itemHeight: 8, itemGap: 16, icon: "roundRect" },
    label: { color: colour.ink },
    bar: { barMaxWidth: 28, barCategoryGap: "36%", itemStyle: { borderRadius: 0 } },
    line: { symbol: "circle", symbolSize: 6, lineStyle: { width: 2 }, smooth: false },
    tooltip: {
      renderMode: "richText", // HTML tips carry style attributes, which the page's policy refuses
      backgroundColor: colour.raised, borderColor: colour.edge, borderWidth: HAIR, padding: 10,
      textStyle: { color: colour.ink, fontSize: 13, fontFamily: family },
    },
  };
}

/** Fills a bare option: room for words, direct labels before legends, grey for withheld, thousands separated. */
export function dressed(option: Option, mode: Mode): Option {
  const paint: Paint = { others: tokens.chart.others[mode], ink: tokens.colour.ink[mode], muted: tokens.colour.muted[mode], paper: tokens.colour.surface[mode] };
  const bare: Option[] = [option.series ?? []].flat();
  const named = bare.length > 1 && bare.length <= MANY_LINES && bare.every((one) => one.type === "line");
  const labelled = bare.some((one) => one.type === "bar" && one.label?.show && (one.data ?? []).length <= MANY_POINTS);
  const hasLegend = bare.length > 1 && !named;
  const series = bare.map((one, index) => dressedSeries(one, index, named, paint));
  const across = labelled && [option.yAxis].flat().some((axis) => axis?.type === "category");
  const unitShown = [option.xAxis, option.yAxis].flat().some((axis) => axis?.type === "value" && axis.name) && !labelled;
  return {
    ...option,
    animation: false,
    grid: { left: 4, right: named ? roomFor(bare.map((one) => String(one.name ?? ""))) : across ? roomFor(bare.flatMap(numbers)) : 32, top: 12 + (hasLegend ? 28 : 0) + (unitShown ? 22 : 0), bottom: 4, outerBoundsMode: "same", outerBoundsContain: "all", ...option.grid },
    legend: { left: 0, top: 0, ...option.legend, show: hasLegend },
    tooltip: { trigger: "axis", axisPointer: { type: series.some((one) => one.type === "bar") ? "shadow" : "line" }, confine: true, valueFormatter: written, ...option.tooltip },
    ...(option.xAxis && { xAxis: dressedAxis(option.xAxis, labelled, named) }),
    ...(option.yAxis && { yAxis: dressedAxis(option.yAxis, labelled, named) }),
    series,
  };
}

/** Width that the longest words at a line's or bar's end need: a Han character takes one em, others little more than half. */
function roomFor(words: string[]): number {
  const ems = (one: string): number => [...one].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 1 : 0.58), 0);
  return 16 + LABEL_SIZE * Math.max(0, ...words.map(ems));
}

/** What the bars of a series carry at their ends. */
function numbers(series: Option): string[] {
  return (series.data ?? []).map((point: any) => written(point?.value ?? point));
}

/** Where every bar carries its number, the axis of values says nothing more. */
function dressedAxis(axis: Option | Option[], labelled: boolean, named: boolean): Option | Option[] {
  if (Array.isArray(axis)) return axis.map((one) => dressedAxis(one, labelled, named) as Option);
  if (axis.type !== "value") return { ...axis, ...(named && { boundaryGap: false }), axisLabel: { interval: "auto", ...axis.axisLabel } };
  if (labelled) return { ...axis, name: "", axisLabel: { show: false }, splitLine: { show: false } };
  return { ...axis, axisLabel: { formatter: written, hideOverlap: true, ...axis.axisLabel }, splitNumber: 4 };
}

interface Paint { others: string; ink: string; muted: string; paper: string }

function dressedSeries(one: Option, index: number, named: boolean, paint: Paint): Option {
  const data = (one.data ?? []).map((point: any) => dressedPoint(point, one, paint));
  const label = one.label && { color: paint.ink, formatter: labelOf, fontSize: LABEL_SIZE, ...one.label, show: one.label.show && data.length <= MANY_POINTS };
  return {
    ...one,
    ...(one.others && { color: paint.others }),
    ...(one.stack && { itemStyle: { borderColor: paint.paper, borderWidth: HAIR, ...one.itemStyle } }),
    ...(label && { label }),
    ...(one.type === "line" && { z: 10 - index, connectNulls: false }),
    ...(named && { endLabel: { show: true, formatter: "{a}", color: paint.ink, fontSize: LABEL_SIZE, lineHeight: 17, distance: 8 } }),
    tooltip: { valueFormatter: (value: unknown, at: number) => absent(data[at]) || data[at]?.exact || written(value), ...one.tooltip },
    labelLayout: named ? { moveOverlap: "shiftY" } : { hideOverlap: true },
    data,
  };
}

/** A withheld value has no length: it is a grey dot, a missing one a dash, never a zero; on a line both are gaps,
    and so is a part of a stack that is missing. */
function dressedPoint(point: any, one: Option, paint: Paint): any {
  if (!point || typeof point !== "object") return point;
  if (one.type !== "line" && (point.withheld || (point.missing && !one.stack))) {
    return { ...point, value: 0, itemStyle: { color: paint.others, borderWidth: 0 }, label: { show: true, color: paint.muted, fontWeight: 700, fontSize: 16, formatter: absent(point) } };
  }
  if (point.others) return { ...point, itemStyle: { color: paint.others } };
  return point;
}

/** What stands for a value that is not shown; empty where there is one. */
function absent(point: any): string {
  return point?.withheld ? "·" : point?.missing ? "—" : "";
}

function labelOf({ value }: { value: unknown }): string {
  return written(value);
}
