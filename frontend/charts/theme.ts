/* One chart, two places: what turns a bare option of the desk into our picture, in the page and in files alike. */
import tokens from "../tokens.json";

export type Mode = "light" | "dark";
type Option = Record<string, any>;

const HAIR = 1;
const LABEL_SIZE = 12;
const MANY_POINTS = 24;

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

/** Fills a bare option: room for words, grey for withheld, labels that separate thousands. */
export function dressed(option: Option, mode: Mode): Option {
  const others = tokens.chart.others[mode];
  const muted = tokens.colour.muted[mode];
  const paper = tokens.colour.surface[mode];
  const series = [option.series ?? []].flat().map((one: Option, index: number) => dressedSeries(one, index, { others, muted, paper, mode }));
  const hasLegend = series.length > 1;
  return {
    ...option,
    animation: false,
    grid: { left: 4, right: 28, top: hasLegend ? 44 : 28, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "all", ...option.grid },
    legend: { left: 0, top: 0, ...option.legend, show: hasLegend },
    tooltip: { trigger: "axis", axisPointer: { type: series.some((one) => one.type === "bar") ? "shadow" : "line" }, confine: true, valueFormatter: written, ...option.tooltip },
    ...(option.xAxis && { xAxis: dressedAxis(option.xAxis) }),
    ...(option.yAxis && { yAxis: dressedAxis(option.yAxis) }),
    series,
  };
}

function dressedAxis(axis: Option | Option[]): Option | Option[] {
  if (Array.isArray(axis)) return axis.map((one) => dressedAxis(one) as Option);
  if (axis.type === "value") return { ...axis, axisLabel: { formatter: written, hideOverlap: true, ...axis.axisLabel }, splitNumber: 4 };
  return { ...axis, axisLabel: { hideOverlap: false, interval: "auto", ...axis.axisLabel } };
}

interface Paint { others: string; muted: string; paper: string; mode: Mode }

function dressedSeries(one: Option, index: number, paint: Paint): Option {
  const data = (one.data ?? []).map((point: any) => dressedPoint(point, paint));
  const stacked = Boolean(one.stack);
  return {
    ...one,
    ...(one.others && { color: paint.others }),
    ...(stacked && { itemStyle: { borderColor: paint.paper, borderWidth: HAIR, ...one.itemStyle } }),
    ...(one.label && { label: { color: tokens.colour.ink[paint.mode], formatter: labelOf, fontSize: LABEL_SIZE, ...one.label, show: one.label.show && data.length <= MANY_POINTS } }),
    ...(one.type === "line" && { z: 10 - index, connectNulls: false }),
    labelLayout: { hideOverlap: true },
    data,
  };
}

/** A withheld value has no length: it is a grey dot with its label, never a zero. */
function dressedPoint(point: any, paint: Paint): any {
  if (!point || typeof point !== "object") return point;
  if (point.withheld) return { ...point, value: 0, itemStyle: { color: paint.others }, label: { show: true, color: paint.muted, formatter: "·" } };
  if (point.others) return { ...point, itemStyle: { color: paint.others } };
  return point;
}

function labelOf({ value }: { value: unknown }): string {
  return written(value);
}
