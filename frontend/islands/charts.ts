/* Brings the chart program only to pages that hold a chart. */
import { onEach } from "./dom";

let asked = false;

export function startCharts(): void {
  onEach("[data-chart]", () => {
    if (asked) return;
    const address = document.querySelector<HTMLMetaElement>('meta[name="charts-program"]')?.content;
    if (!address) return;
    asked = true;
    const script = document.createElement("script");
    script.src = address;
    document.head.append(script);
  });
}
