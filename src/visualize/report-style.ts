/** The report's style sheet: light and dark by the reader's preference, from a phone's width to a desktop's, and print. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --text: #1b1c1e; --muted: #5f6368; --line: #e2e2dc; --soft: #f0f0ea;
  --train: #2563b8; --held: #c2410c; --good: #1a7a4a; --bad: #b3322b;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121316; --card: #1a1c20; --text: #ececea; --muted: #a2a5ab; --line: #2d3036; --soft: #22252a;
    --train: #74abf2; --held: #f29a66; --good: #63c997; --bad: #f0867d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 .9rem; font-weight: 650; }
h3 { font-size: .92rem; margin: 0 0 .35rem; font-weight: 600; }
p { margin: 0 0 .75rem; }
a { color: var(--train); }
.muted { color: var(--muted); }
.small { font-size: .84rem; }
section, .hero { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.35rem; margin-top: 1.1rem; min-width: 0; }
.hero { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1.4fr); gap: 1.6rem; align-items: center; margin-top: 0; }
.headline { font-size: clamp(3rem, 9vw, 4.6rem); line-height: 1; font-weight: 700; letter-spacing: -.03em; margin: .9rem 0 .5rem; font-variant-numeric: tabular-nums; }
.headline small { font-size: .42em; font-weight: 600; letter-spacing: 0; color: var(--muted); margin-left: .12em; }
.tiles { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .7rem; margin: 0; }
.tiles div { background: var(--soft); border-radius: 10px; padding: .65rem .8rem; min-width: 0; }
.tiles dt { font-size: .78rem; color: var(--muted); }
.tiles dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.1rem; }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.4rem 1.6rem; }
figure { margin: 0; min-width: 0; }
.charts figure:last-child { grid-column: 1 / -1; }
figcaption { font-size: .84rem; color: var(--muted); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0 0 .9rem; font-size: .84rem; color: var(--muted); }
.key span::before { content: ""; display: inline-block; width: 1.1rem; height: .2rem; border-radius: 1px; margin-right: .4rem; vertical-align: .22em; background: var(--train); }
.key .held::before { background: var(--held); }
.key .raw::before { opacity: .35; }
.plot { width: 100%; min-height: 190px; }
.plot svg { display: block; width: 100%; height: auto; }
.plot .grid { stroke: var(--line); }
.plot text { fill: var(--muted); font-size: 11px; font-family: inherit; }
.plot path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.plot .raw { stroke: var(--train); stroke-width: 1; opacity: .28; }
.plot .smooth { stroke: var(--train); }
.plot .held { stroke: var(--held); }
.plot circle { fill: var(--held); }
.uplot, .uplot *, .uplot *::before, .uplot *::after { font-family: inherit; }
.u-legend { font-size: .8rem; color: var(--muted); text-align: left; font-variant-numeric: tabular-nums; }
.u-legend th, .u-legend td { border: 0; padding: .1rem .2rem; font-weight: 400; }
.u-legend .u-value { color: var(--text); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { padding: .38rem .6rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.name { overflow-wrap: anywhere; min-width: 9rem; }
.confusion { border-collapse: separate; border-spacing: 3px; }
.confusion th, .confusion td { border: 0; }
.confusion td { min-width: 3.4rem; text-align: center; border-radius: 7px; background: color-mix(in srgb, var(--train) var(--share), var(--soft)); padding: .55rem .5rem; vertical-align: middle; }
.confusion tbody th { vertical-align: middle; }
.confusion thead th { text-align: center; font-weight: 500; }
.confusion th { max-width: 9rem; overflow-wrap: anywhere; }
.confusion td:last-child { background: none; text-align: right; color: var(--muted); white-space: nowrap; }
.filters { width: 100%; max-width: 100%; height: auto; image-rendering: pixelated; display: block; }
.photos { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .9rem; list-style: none; margin: 0; padding: 0; }
.photos li { min-width: 0; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--soft); }
.photos img { width: 100%; aspect-ratio: 1; object-fit: cover; display: block; }
.photos div { padding: .5rem .65rem .65rem; }
.photos .verdict { margin: 0; font-size: .86rem; font-weight: 600; overflow-wrap: anywhere; }
.photos .right { color: var(--good); }
.photos .wrong { color: var(--bad); }
.photos .file { margin: 0 0 .35rem; font-size: .75rem; color: var(--muted); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.scores { list-style: none; margin: 0; padding: 0; font-size: .76rem; }
.scores li { border: 0; border-radius: 0; background: none; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .4rem; margin-top: .2rem; }
.scores span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.scores i { grid-column: 1 / -1; height: 3px; border-radius: 2px; background: linear-gradient(to right, var(--train) var(--share), var(--line) var(--share)); }
details { margin-top: 1rem; }
summary { cursor: pointer; font-size: .88rem; color: var(--muted); }
summary:focus-visible, a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--train); outline-offset: 3px; border-radius: 4px; }
details .scroll { margin-top: .6rem; max-height: 22rem; overflow-y: auto; }
.options { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; margin: 0; font-size: .88rem; }
.options dt { color: var(--muted); }
.options dd { margin: 0; font-family: var(--mono); font-size: .82rem; overflow-wrap: anywhere; }
pre { background: var(--soft); border-radius: 10px; padding: .8rem 1rem; margin: 0 0 .9rem; font: .8rem/1.55 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 1.6rem; font-size: .82rem; color: var(--muted); }
@media (max-width: 800px) {
  main { padding: 1rem .8rem 2rem; }
  .hero, .two, .charts { grid-template-columns: minmax(0, 1fr); }
  section, .hero { padding: 1.05rem; border-radius: 12px; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); }
  .options { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .options dd { margin-bottom: .45rem; }
  .photos { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .5rem; }
  .photos div { padding: .4rem .5rem .5rem; }
  .photos .verdict { font-size: .78rem; }
}
@media print {
  body { background: none; }
  section, .hero { break-inside: avoid; }
}
`;
