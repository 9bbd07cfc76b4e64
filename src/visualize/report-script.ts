/**
 * The script inside the report, as text: it replaces the static charts with interactive ones. It is written for browsers,
 * runs after uPlot (whose code precedes it in the page), and loads nothing from elsewhere.
 */
export const REPORT_SCRIPT = `
(() => {
  'use strict';
  const curves = JSON.parse(document.getElementById('curves').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const sync = uPlot.sync('steps');
  let plots = [];
  const show = (value, isShare) => {
    if (value === null || value === undefined) { return '–'; }
    if (isShare) { return (value * 100).toFixed(1) + ' %'; }
    return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  };
  // Distances of ticks: 1, 2 or 5 times a power of ten. uPlot's defaults include half a step and 2.5 percent.
  const roundFrom = exponent => Array.from({length: 3 * (10 - exponent)}, (_, i) => Number([1, 2, 5][i % 3] + 'e' + (exponent + Math.floor(i / 3))));
  const draw = () => {
    plots.forEach(plot => plot.destroy());
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const muted = color('--muted');
    const axis = {stroke: muted, grid: {stroke: color('--line'), width: 1}, ticks: {show: false}, font: '11px system-ui, sans-serif'};
    plots = curves.filter(curve => curve.x.length > 1).map(curve => {
      const host = document.getElementById('plot-' + curve.id);
      host.replaceChildren();
      const series = curve.lines.map(line => {
        const stroke = color(line.kind === 'held' ? '--held' : '--train');
        return {
          label: line.name,
          stroke: line.kind === 'raw' ? stroke + '55' : stroke,
          width: line.kind === 'raw' ? 1 : 2,
          spanGaps: true,
          points: {show: line.kind === 'held', size: 5, fill: stroke},
          value: (_, value) => show(value, curve.isShare),
        };
      });
      return new uPlot({
        width: Math.max(220, host.clientWidth),
        height: curve.lines.length === 1 ? 150 : 220,
        scales: {x: {time: false}, y: {range: (_, low, high) => {
          const pad = (high - low || Math.abs(high) || 1) * 0.06;
          return [curve.isShare ? Math.max(0, low - pad) : Math.min(0, low), curve.isShare ? Math.min(1.02, high + pad) : high + pad];
        }}},
        series: [{label: 'step', value: (_, value) => value === null ? '–' : String(value)}, ...series],
        axes: [{...axis, size: 28, incrs: roundFrom(0)}, {...axis, size: 54, incrs: roundFrom(curve.isShare ? -2 : -12), values: (_, ticks) => ticks.map(tick => curve.isShare ? Math.round(tick * 100) + ' %' : show(tick, false))}],
        cursor: {sync: {key: sync.key}, y: false, points: {size: 7}},
        legend: {live: true},
      }, [curve.x, ...curve.lines.map(line => line.y)], host);
    });
  };
  draw();
  dark.addEventListener('change', draw);
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth !== width) {
      width = innerWidth;
      plots.forEach(plot => plot.setSize({width: Math.max(220, plot.root.parentElement.clientWidth), height: plot.height}));
    }
  });
})();
`;
