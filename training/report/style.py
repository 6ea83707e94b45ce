"""The page's frame and looks, in light and dark."""

from typing import Final

PAGE: Final = """<!doctype html>
<html lang=en>
<meta charset=utf-8>
<meta name=viewport content="width=device-width, initial-scale=1">
<meta name=color-scheme content="light dark">
<title>$title</title>
<style>
:root {
  --paper: #f6f7f9; --sheet: #ffffff; --ink: #1b1f26; --quiet: #616a78; --rule: #e2e6ec;
  --accent: #0b6fd6; --mark: #e0344d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --sheet: #1d2128; --ink: #e9ecf1; --quiet: #98a2b1; --rule: #323844;
    --accent: #5aa9ff; --mark: #ff6b81;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 32px 24px 64px; max-width: 1240px; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
}
h1 { font-size: 28px; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 18px; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 0 0 10px; display: flex; justify-content: space-between; }
h3 span { font-variant-numeric: tabular-nums; color: var(--accent); }
p, .quiet, figcaption { color: var(--quiet); }
p { margin: 4px 0 0; }
a { color: inherit; text-decoration-color: var(--rule); text-underline-offset: 3px; }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 20px; }
.figure, .clip, .sheet {
  background: var(--sheet); border: 1px solid var(--rule); border-radius: 10px; padding: 16px;
}
.figure { flex: 1 1 160px; }
.figure b {
  display: block; font-size: 30px; line-height: 1.15; font-variant-numeric: tabular-nums;
}
.figure:first-child b { color: var(--accent); }
.figure span { color: var(--quiet); font-size: 13px; }
.sheet { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 10px; text-align: right; border-bottom: 1px solid var(--rule); }
thead th { color: var(--quiet); font-weight: 500; font-size: 13px; white-space: nowrap; }
th[scope=row], thead th:first-child { text-align: left; font-weight: 500; }
th i {
  display: block; height: 3px; margin-top: 3px; border-radius: 2px; background: var(--accent);
  opacity: .7; min-width: 2px;
}
tr:last-child > * { border-bottom: 0; }
.mean > * { font-weight: 650; }
.clips { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(540px, 1fr)); }
@media (max-width: 640px) { .clips { grid-template-columns: 1fr; } }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--quiet); font-size: 11px; }
.rule { stroke: var(--rule); }
.curve { fill: none; stroke: var(--accent); stroke-width: 2.2; stroke-linejoin: round; }
.mark { fill: var(--mark); stroke: var(--sheet); stroke-width: 2; }
figure { margin: 12px 0 0; }
figure img { width: 100%; border-radius: 6px; display: block; }
figcaption { font-size: 13px; margin-top: 4px; }
.key span {
  display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin: 0 5px 0 14px;
}
dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 18px; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.pair { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); }
@media print { body { background: none; } .clip { break-inside: avoid; } }
</style>
<h1>$title</h1>
<p>The first mask of each sequence is given, the rest is propagated. The first and the last mask are
not scored, as DAVIS has it.</p>
<div class=figures>$figures</div>
<h2>Scores</h2>
<div class=sheet><table>
<thead><tr><th>sequence</th><th>frames</th><th>objects</th>$heads</tr></thead>
<tbody>$rows</tbody></table></div>
<h2>Over frames, and where it fails</h2>
<p class=key>The hardest sequence first. Curves are J&amp;F; each dot is a strip: frame, truth,
prediction.<span style="background:#ff4058"></span>missed<span style="background:#ffc400"></span>too
much</p>
<div class=clips style="margin-top:12px">$clips</div>
<div class=pair>
<div><h2>Speed</h2><div class=sheet>$speed</div></div>
<div><h2>How it was measured</h2><div class=sheet>$settings</div></div>
</div>
<h2>Model card</h2>
<div class=sheet>$card</div>
</html>
"""
"""A `string.Template`: title, figures, heads, rows, clips, speed, settings, card."""
