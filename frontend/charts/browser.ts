/* Draws every `[data-chart]` figure from the JSON beside it; redraws when the theme changes or htmx brings new ones. */
import { init, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { onEach } from "../islands/dom";
import { useParts } from "./parts";
import { dressed, theme, type Mode } from "./theme";

useParts(CanvasRenderer);

const drawn = new Map<HTMLElement, ECharts>();
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function mode(): Mode {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return dark.matches ? "dark" : "light";
}

function draw(place: HTMLElement): void {
  const source = place.parentElement?.querySelector('script[type="application/json"]')?.textContent;
  if (!source) return;
  drawn.get(place)?.dispose();
  const chart = init(place, theme(mode(), getComputedStyle(place).fontFamily));
  chart.setOption(dressed(JSON.parse(source), mode()));
  drawn.set(place, chart);
}

function redraw(): void {
  for (const place of [...drawn.keys()]) {
    if (place.isConnected) draw(place);
    else forget(place);
  }
}

function forget(place: HTMLElement): void {
  drawn.get(place)?.dispose();
  drawn.delete(place);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target as HTMLElement)?.resize();
});

onEach("[data-chart]", (place) => {
  if (drawn.has(place)) return;
  draw(place);
  resized.observe(place);
});
document.addEventListener("themechange", redraw);
dark.addEventListener("change", redraw);
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-chart-picture]") : null;
  const place = button?.closest("figure")?.querySelector<HTMLElement>("[data-chart]");
  const chart = place && drawn.get(place);
  if (!button || !chart) return;
  const link = document.createElement("a");
  link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: getComputedStyle(document.documentElement).getPropertyValue("--surface").trim() });
  link.download = `${button.getAttribute("data-chart-picture") || "chart"}.png`;
  link.click();
});
