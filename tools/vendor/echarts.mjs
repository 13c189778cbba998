// Only what Wanghuo's charts draw. Add a chart here, run the build.
import { BarChart, GaugeChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { getInstanceByDom, init, registerTheme, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, DatasetComponent, GaugeChart, GridComponent, LabelLayout, LegendComponent, LineChart,
  MarkLineComponent, PieChart, SVGRenderer, ScatterChart, TitleComponent, TooltipComponent,
]);

globalThis.echarts = { getInstanceByDom, init, registerTheme };
