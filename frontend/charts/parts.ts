/* The parts of ECharts we draw with; nothing else is shipped. */
import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { use } from "echarts/core";

export function useParts(...renderers: Parameters<typeof use>[0][]): void {
  use([BarChart, LineChart, ScatterChart, HeatmapChart, AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent, LabelLayout]);
  renderers.forEach((one) => use(one));
}
