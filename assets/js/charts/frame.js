// What both charts share: colours from the style sheet, fonts, tooltip, a spoken summary.

export function frame(element) {
  const style = window.getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--nk-${name}`).trim();
  const soft = { color: token("ink-soft"), fontFamily: style.fontFamily, fontSize: 13 };
  return {
    result: token("red"),
    target: token("line-control"),
    ink: token("ink"),
    soft,
    line: token("line"),
    shades: [token("red"), token("ink-soft"), token("info"), token("wait")],
    option: {
      textStyle: { fontFamily: style.fontFamily, fontSize: 13 },
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDuration: 350,
      aria: { enabled: true },
      tooltip: {
        trigger: "axis",
        renderMode: "richText", // HTML tooltips carry style attributes
        axisPointer: { type: "none" },
        backgroundColor: token("surface"),
        borderColor: token("line-strong"),
        textStyle: { color: token("ink"), fontFamily: style.fontFamily, fontSize: 13 },
      },
    },
  };
}

export function valueAxis({ soft, line }, unit) {
  return {
    type: "value",
    name: unit,
    nameTextStyle: soft,
    minInterval: 1,
    splitLine: { lineStyle: { color: line } },
    axisLabel: soft,
  };
}

export function nameAxis({ soft, line }, names) {
  return {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
    axisLabel: { ...soft, hideOverlap: true },
  };
}

export function legend({ soft }, series) {
  return { show: series.length > 1, top: 0, left: 0, itemGap: 20, itemWidth: 14, itemHeight: 8, textStyle: soft };
}
