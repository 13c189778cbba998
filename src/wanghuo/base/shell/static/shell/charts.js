// <div class="wh-chart" data-chart="id-of-json-script" role="img" aria-label="…">: ECharts with the house colours, tooltips as rich text.
(() => {
  "use strict";
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const start = (box) => {
    if (echarts.getInstanceByDom(box)) return;
    const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const chart = echarts.init(box, null, { renderer: "svg", locale: "ZH" });
    chart.setOption({
      color: ["--wh-accent", "--wh-doing", "--wh-ok", "--wh-risk", "--wh-unknown", "--wh-todo"].map(style),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: style("--wh-ink") },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      aria: { enabled: true, decal: { show: true } },
      ...option,
      tooltip: { renderMode: "richText", ...(option.tooltip || {}) },
    });
    new ResizeObserver(() => chart.resize()).observe(box);
  };
  document.querySelectorAll("[data-chart]").forEach(start);
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-chart]").forEach(start));
})();
