"""The QA report as one HTML page that needs nothing beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from typing import Final

from annotator.document.cells import Provenance
from annotator.export.qa_chart import Mark, curve, provenance_bar
from annotator.export.qa_records import Activity, Finding, Limits, ObjectFigures, Report
from annotator.export.qa_style import STYLE
from sst_core.labels import davis_palette

_NOTHING: Final = "&ndash;"


@dataclass(frozen=True)
class Page:
    """What the page shows.

    Attributes:
        title: Name of the clip.
        report: Figures and findings.
        names: File stem of every frame of the clip.
        rate: Frames per second; None for images.
        activity: What the work took; None where nobody knows.
        pictures: Finding to a picture of it, as a data URI.
        notes: Further sentences, such as warnings.
    """

    title: str
    report: Report
    names: Sequence[str]
    rate: Fraction | None = None
    activity: Activity | None = None
    pictures: Mapping[Finding, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def html(self) -> str:
        """The page."""
        title = escape(self.title)
        return (
            "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>"
            f"<title>QA report: {title}</title><style>{STYLE}</style></head><body><main>"
            f"<h1>{title}</h1><p class='quiet'>QA report by SST Annotator</p>"
            f"{self._figures()}{self._notes()}<h2>Objects</h2>{self._objects()}"
            f"<h2>To look at</h2>{self._findings()}{_WORDS}</main></body></html>\n"
        )

    def _figures(self) -> str:
        report = self.report
        figures = [
            (str(len(report.frames)), "frames with masks"),
            (str(len(report.objects)), "objects"),
            (str(len(report.findings)), "places to look at"),
            (_human_share(report.objects), "masks made or accepted by a person"),
        ]
        if self.activity is not None:
            figures += [
                (str(self.activity.gestures), "gestures"),
                (_clock(self.activity.active_seconds), "active time"),
            ]
        cards = (
            f"<div class='card'><b>{a}</b><span class='quiet'>{b}</span></div>" for a, b in figures
        )
        return f"<section class='figures'>{''.join(cards)}</section>"

    def _notes(self) -> str:
        return "".join(f"<p class='quiet'>{escape(note)}</p>" for note in self.notes)

    def _objects(self) -> str:
        return "".join(self._object(figures) for figures in self.report.objects)

    def _object(self, figures: ObjectFigures) -> str:
        info = figures.info
        colour = info.colour or davis_palette()[info.id]
        shown = ",".join(str(int(part)) for part in colour)
        dot = f"<span class='dot' style='background:rgb({shown})'></span>"
        flicker = _NOTHING if figures.flicker is None else f"{100 * figures.flicker:.1f} %"
        found = [finding for finding in self.report.findings if finding.object_id == info.id]
        marks = [
            Mark(finding.frame, anchor(finding), f"{self._when(finding)}: {finding.text}")
            for finding in found
        ]
        category = f"<span class='quiet'>{escape(info.category)}</span>" if info.category else ""
        return (
            f"<article class='card object' id='object-{info.id}'><header>"
            f"<h3>{dot}{escape(info.name)}</h3>{category}"
            f"<span class='quiet'>visible on {figures.visible} frames</span>"
            f"<span class='quiet'>flicker {flicker}</span>"
            f"<span class='quiet'>{len(found)} to look at</span></header>"
            f"{provenance_bar(figures)}{curve(figures, self.report.frames, marks)}</article>"
        )

    def _findings(self) -> str:
        if not self.report.findings:
            return "<p>Nothing odd was found.</p>"
        cards = "".join(self._finding(finding) for finding in self.report.findings)
        return f"{self._counts()}<section class='findings'>{cards}</section>"

    def _counts(self) -> str:
        counts = Counter(finding.kind.value for finding in self.report.findings)
        return f"<p class='quiet'>{', '.join(f'{n} {kind}' for kind, n in counts.items())}</p><br>"

    def _finding(self, finding: Finding) -> str:
        picture = self.pictures.get(finding)
        image = f"<img src='{picture}' alt='' loading='lazy'>" if picture else ""
        name = next(o.info.name for o in self.report.objects if o.info.id == finding.object_id)
        return (
            f"<article class='card finding' id='{anchor(finding)}' data-frame='{finding.frame}'>"
            f"{image}<div><p class='head'><a href='#{anchor(finding)}'>{self._when(finding)}</a>"
            f"<span class='kind'>{finding.kind.value}</span></p>"
            f"<p><a href='#object-{finding.object_id}'>{escape(name)}</a>. "
            f"{escape(finding.text)}</p></div></article>"
        )

    def _when(self, finding: Finding) -> str:
        first, last = self.names[finding.frame], self.names[finding.last]
        frames = first if first == last else f"{first} to {last}"
        time = f" · {float(finding.frame / self.rate):.2f} s" if self.rate else ""
        return f"frame {escape(frames)}{time}"


def anchor(finding: Finding) -> str:
    """The id of a finding on the page."""
    return f"f{finding.frame}-{finding.object_id}-{finding.kind.name.lower()}"


def _human_share(objects: Sequence[ObjectFigures]) -> str:
    total = sum(sum(figures.shares.values()) for figures in objects)
    model = sum(figures.shares.get(Provenance.PROPAGATED, 0) for figures in objects)
    return f"{100 * (total - model) / total:.0f} %" if total else _NOTHING


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


_LIMITS: Final = Limits()
_WORDS: Final = f"""
<h2>Words</h2><table>
<tr><th>flicker</th><td>mean of 1 &minus; IoU of the masks of neighbouring frames, motion
included: compare it between objects and between versions</td></tr>
<tr><th>empty</th><td>a mask was made but has no pixels, and nobody said that the object is not
visible there</td></tr>
<tr><th>tiny</th><td>fewer than {_LIMITS.tiny} pixels</td></tr>
<tr><th>fragmented</th><td>more than {_LIMITS.parts} connected pieces</td></tr>
<tr><th>jumped</th><td>the middle moved by more than {_LIMITS.move:g} times the mask's size (root
of its area), and more than {_LIMITS.usual:g} times what is usual for the object</td></tr>
<tr><th>changed size</th><td>by a factor of more than {_LIMITS.resize:g}, and more than
{_LIMITS.usual:g} times what is usual</td></tr>
<tr><th>active time</th><td>time between gestures, pauses of more than a minute left out</td></tr>
</table>
<p class='quiet'>To mend a frame: <code>sst-annotator PROJECT.sst --frame NUMBER</code></p>"""
