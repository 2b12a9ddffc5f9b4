// Bars against their targets: the result is solid, the target an empty dashed box round it.

import { legend, nameAxis, valueAxis } from "./frame.js";

const result = (series, colours) => ({
  name: series.name,
  type: "bar",
  data: series.values,
  barWidth: "40%",
  z: 3,
  itemStyle: { color: colours.result, borderRadius: [2, 2, 0, 0] },
  label: { show: true, position: "insideBottom", color: "#fff", fontWeight: 600 },
});

const target = (series, colours) => ({
  name: series.name,
  type: "bar",
  data: series.values,
  barWidth: "40%",
  barGap: "-100%",
  z: 2,
  itemStyle: { color: "transparent", borderColor: colours.target, borderType: "dashed", borderWidth: 1 },
  label: { show: true, position: "top", ...colours.soft },
});

export function bars({ categories, series, unit }, colours) {
  const draw = (one) => (one.kind === "target" ? target : result)(one, colours);
  return {
    grid: { left: 4, right: 4, top: series.length > 1 ? 56 : 32, bottom: 0, containLabel: true },
    legend: legend(colours, series),
    xAxis: nameAxis(colours, categories),
    yAxis: valueAxis(colours, unit),
    series: series.map(draw),
  };
}
