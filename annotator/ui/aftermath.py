"""After a fault: one calm sentence and a report that can be read; and diagnostics of the window."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, QtMsgType, QUrl, qInstallMessageHandler, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication

from annotator.commands.diagnosis import diagnose
from annotator.commands.session import Session
from annotator.record.alive import runs
from annotator.record.crash import collect_dead, take_new_report, write_report
from annotator.settings import Settings
from annotator.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext

    from annotator.ui.parts import Parts

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_AGAIN_MS: Final = 3000
_qt = logging.getLogger("qt")


def diagnostics(settings: Settings, session: Session | None) -> str:
    """Diagnostics of a window, as text."""
    screens = QGuiApplication.screens()
    shown = ", ".join(
        f"{one.size().width()}x{one.size().height()} at {one.devicePixelRatio():g}"
        for one in screens
    )
    platform = f"{qVersion()} ({QGuiApplication.platformName()})"
    return diagnose(settings, session, Qt=platform, screens=shown)


def hear_qt() -> None:
    """Has what Qt says written to the log, and warnings to the terminal as before."""

    def hear(kind: QtMsgType, _context: "QMessageLogContext", text: str | None) -> None:
        level = _LEVELS.get(kind, logging.WARNING)
        _qt.log(level, "%s", text)
        if level >= logging.WARNING:
            print(text, file=sys.stderr)  # noqa: T201 - as Qt itself does

    qInstallMessageHandler(hear)


def report_the_dead() -> None:
    """Writes a report for every window that ended without a word, or with its last ones."""
    for words in collect_dead("window", runs):
        if words:
            write_report("The window ended at a fault of machine code.", words)
        else:
            write_report(
                "The window ended without a word: it was killed, memory ran out, or the computer "
                "went off."
            )
    collect_dead("engine", runs)


def offer_report(window: "Parts") -> None:
    """Tells, once, that there is a report of last time; waits while something else is said."""
    if window.banner.sentence:
        QTimer.singleShot(_AGAIN_MS, window, lambda: offer_report(window))
        return
    report = take_new_report()
    if report is not None:
        _offer(
            window, report, tr("SST Annotator ended unexpectedly last time; your work is stored.")
        )


def tell_of_fault(window: "Parts", report: Path | None) -> None:
    """Tells of a fault that the window survived."""
    if report is not None:
        take_new_report()
        report = report.with_name(report.name.removeprefix("new-"))
        _offer(window, report, tr("Something went wrong in the program; your work is stored."))


def _offer(window: "Parts", report: Path, sentence: str) -> None:
    window.banner.stay(
        f"{sentence} {tr('A report that you can read and send is in the log folder.')}",
        button=tr("Show report"),
        action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(report))),
    )
