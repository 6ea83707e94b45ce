"""The report as one HTML page that needs nothing beside itself."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from string import Template

import numpy as np

from training.evaluate import ObjectScore, Score, mean_score
from training.report.clips import Shown
from training.report.looks import as_data, strip, worst_stretches
from training.report.style import PAGE

_STRIPS = 2
_CURVE = (640, 150)
_COLUMNS = ("J&F", "J", "F", "J recall", "J decay", "F recall", "F decay")


def build_page(
    title: str,
    shown: Sequence[Shown],
    *,
    card: Mapping[str, object],
    machine: Mapping[str, str],
    settings: Mapping[str, str],
) -> str:
    """The whole page.

    Args:
        title: Name of the model.
        shown: Clips with masks and scores; at least one.
        card: The model card inside the weights.
        machine: What the speed was measured on.
        settings: What else a reader needs to repeat it.
    """
    scores = [score for one in shown for score in one.scores()]
    mean = mean_score(scores)
    seconds = float(np.median([one.seconds for one in shown]))
    order = sorted(shown, key=lambda one: one.score().jf)
    return Template(PAGE).substitute(
        title=escape(title),
        figures="".join(
            _figure(name, value)
            for name, value in (
                ("J&F", f"{mean.jf:.3f}"),
                ("J region", f"{mean.j.mean:.3f}"),
                ("F boundary", f"{mean.f.mean:.3f}"),
                ("frames a second", f"{1 / seconds:.1f}"),
            )
        ),
        rows="".join(_row(one) for one in shown) + _mean_row(mean, scores),
        heads="".join(f"<th>{escape(name)}</th>" for name in _COLUMNS),
        clips="".join(_clip(one) for one in order),
        speed=_facts({"median per frame": f"{1000 * seconds:.0f} ms", **machine}),
        settings=_facts(settings),
        card=_card(card),
    )


def curve(values: Sequence[float], marks: Sequence[int]) -> str:
    """J&F over frames as an SVG drawing in the colours of the page.

    Args:
        values: One per frame; NaN leaves a gap.
        marks: Frames that are marked.
    """
    width, height = _CURVE
    left, low = 34, height - 20

    def place(frame: int, value: float) -> tuple[float, float]:
        across = left + frame / max(len(values) - 1, 1) * (width - left - 8)
        return round(across, 1), round(low - value * (low - 8), 1)

    rules = "".join(
        f'<line class="rule" x1="{left}" x2="{width - 8}" y1="{y}" y2="{y}"/>'
        f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{value:g}</text>'
        for value in (0, 0.5, 1)
        for y in (place(0, value)[1],)
    )
    numbers = "".join(
        f'<text x="{place(frame, 0)[0]}" y="{height - 4}" text-anchor="middle">{frame}</text>'
        for frame in range(0, len(values), max(len(values) // 6 // 5 * 5, 5))
    )
    paths = "".join(
        '<polyline class="curve" points="{}"/>'.format(
            " ".join("{},{}".format(*place(frame, values[frame])) for frame in piece)
        )
        for piece in _pieces(values)
    )
    dots = "".join(
        '<circle class="mark" r="5" cx="{}" cy="{}"/>'.format(*place(frame, values[frame]))
        for frame in marks
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="J&amp;F over frames">'
        f"{rules}{numbers}{paths}{dots}</svg>"
    )


def _pieces(values: Sequence[float]) -> list[list[int]]:
    """Runs of frames that have a value."""
    known = np.flatnonzero(~np.isnan(np.asarray(values, np.float64)))
    cuts = np.flatnonzero(np.diff(known) > 1) + 1
    return [piece.tolist() for piece in np.split(known, cuts) if len(piece)]


def _figure(name: str, value: str) -> str:
    return f"<div class=figure><b>{value}</b><span>{escape(name)}</span></div>"


def _cells(score: Score) -> str:
    j, f = score.j, score.f
    values = (score.jf, j.mean, f.mean, j.recall, j.decay, f.recall, f.decay)
    return "".join(f"<td>{value:.3f}</td>" for value in values)


def _row(one: Shown) -> str:
    name, score = escape(one.clip.name), one.score()
    width = f"{100 * max(score.jf, 0):.0f}%"
    frames = len(one.clip.frames)
    return (
        f'<tr><th scope=row><a href="#{name}">{name}</a><i style="width:{width}"></i></th>'
        f"<td>{frames}</td><td>{len(one.clip.objects)}</td>{_cells(score)}</tr>"
    )


def _mean_row(mean: Score, scores: Sequence[ObjectScore]) -> str:
    frames = sum(score.frames for score in scores)
    return (
        f"<tr class=mean><th scope=row>mean over objects</th><td>{frames} judged</td>"
        f"<td>{len(scores)}</td>{_cells(mean)}</tr>"
    )


def _clip(one: Shown) -> str:
    quality = one.quality()
    worst = worst_stretches(quality.tolist(), _STRIPS)
    score, name = one.score(), escape(one.clip.name)
    strips = "".join(_strip(one, frame, float(quality[frame])) for frame in sorted(worst))
    good = "" if strips else "<p class=quiet>No frame is below 0.90.</p>"
    return (
        f'<section class=clip id="{name}"><h3>{name}<span>{score.jf:.3f}</span></h3>'
        f"{curve(quality.tolist(), worst)}{strips}{good}</section>"
    )


def _strip(one: Shown, frame: int, quality: float) -> str:
    picture = strip(one.clip.picture(frame), one.clip.truth[frame], one.label_maps[frame])
    words = f"frame {frame}, J&amp;F {quality:.2f}"
    return (
        f'<figure><img alt="{words}: frame, truth and prediction" src="{as_data(picture)}">'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _facts(facts: Mapping[str, str]) -> str:
    pairs = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items())
    return f"<dl>{pairs}</dl>"


def _card(card: Mapping[str, object]) -> str:
    if not card:
        return "<p class=quiet>These weights carry no card.</p>"
    return _facts({key: _words(value) for key, value in card.items()})


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " · ".join(_words(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_words(item)}" for key, item in value.items())
    return json.dumps(value)
