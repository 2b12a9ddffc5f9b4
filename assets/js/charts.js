// Loaded only by pages that have an <nk-chart>: the two kinds of chart that we draw.

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
// The SVG renderer writes style attributes, which our content policy forbids.
import { CanvasRenderer } from "echarts/renderers";

import { bars } from "./charts/bars.js";
import { frame } from "./charts/frame.js";
import { trend } from "./charts/trend.js";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, TooltipComponent]);

const KINDS = { bars, trend };

export function paint(element, kind, figures) {
  const sharp = Math.max(2, window.devicePixelRatio); // paper needs more dots than a screen
  const chart = init(element, null, { renderer: "canvas", devicePixelRatio: sharp });
  const colours = frame(element);
  chart.setOption({ ...colours.option, ...KINDS[kind](figures, colours, element) });
  return chart;
}
