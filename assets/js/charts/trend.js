// A line through time; a planned line is dashed and has no dots.

import { legend, nameAxis, valueAxis } from "./frame.js";

const draw = (series, index, colours) => ({
  name: series.name,
  type: "line",
  data: series.values,
  connectNulls: false, // a gap in what we know stays a gap
  symbol: series.kind === "target" ? "none" : "circle",
  symbolSize: 6,
  lineStyle: {
    width: 2,
    type: series.kind === "target" ? "dashed" : "solid",
    color: series.kind === "target" ? colours.target : colours.shades[index % colours.shades.length],
  },
  itemStyle: {
    color: series.kind === "target" ? colours.target : colours.shades[index % colours.shades.length],
  },
});

export function trend({ categories, series, unit }, colours) {
  return {
    grid: { left: 4, right: 16, top: series.length > 1 ? 56 : 32, bottom: 0, containLabel: true },
    legend: legend(colours, series),
    xAxis: { ...nameAxis(colours, categories), boundaryGap: false },
    yAxis: valueAxis(colours, unit),
    series: series.map((one, index) => draw(one, index, colours)),
  };
}
