"""How the app looks: two schemes of colours, one accent, an 8-pixel grid."""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Scheme:
    """Colours of a theme, as #rrggbb.

    Attributes:
        dark: Whether it is the dark one.
        window: Behind everything.
        panel: Panels and lists.
        raised: Buttons, selected rows.
        line: Hairlines between parts.
        text: Words.
        muted: Words that matter less.
        accent: The one colour that says "here".
        on_accent: Words on the accent.
        canvas: Around the picture.
    """

    dark: bool
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    canvas: str


DARK: Final = Scheme(
    dark=True,
    window="#1c1e22",
    panel="#222429",
    raised="#30343b",
    line="#34383f",
    text="#e6e8ec",
    muted="#959ba6",
    accent="#6aa6ff",
    on_accent="#0d1420",
    canvas="#131417",
)
LIGHT: Final = Scheme(
    dark=False,
    window="#f2f3f5",
    panel="#fbfbfc",
    raised="#e4e7ec",
    line="#d6d9df",
    text="#1c1f24",
    muted="#686e79",
    accent="#1f62d8",
    on_accent="#ffffff",
    canvas="#dcdee2",
)

_POINTS: Final = "sst_points"
_LENGTH: Final = re.compile(r"\b([2-9]|\d{2,})px")

_QSS: Final = """
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMenuBar {{ background: {window}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {raised}; }}
QMenu {{ background: {panel}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 4px 24px 4px 24px; border-radius: 4px; min-height: 16px; }}
QMenu::item:selected {{ background: {raised}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 6px; }}
QMenu::icon:checked {{ background: {accent}; border-radius: 4px; padding: 0; margin-left: 4px; }}
QMenu::indicator {{ width: 16px; height: 16px; margin-left: 4px; }}
QMenu::indicator:non-exclusive:checked {{ image: url("{icons}/check.svg"); }}
QMenu::indicator:non-exclusive:unchecked {{ image: none; }}
QWidget#tools {{ background: {window}; }}
QFrame#line {{ background: {line}; border: none; }}
QToolButton {{ border: none; border-radius: 6px; padding: 5px; color: {text}; }}
QToolButton:disabled {{ color: {muted}; }}
QToolButton:hover {{ background: {raised}; }}
QToolButton:checked {{ background: {accent}; color: {on_accent}; }}
QToolButton:pressed {{ background: {line}; }}
QDockWidget {{ color: {muted}; }}
QWidget#panel, QWidget#side {{ background: {panel}; }}
QWidget#bar {{ background: {window}; border-top: 1px solid {line}; }}
QWidget#options {{ background: {window}; border-bottom: 1px solid {line}; }}
QWidget#options QLabel {{ color: {muted}; }}
QFrame#popover {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
QSlider::groove:horizontal {{ height: 4px; background: {raised}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {muted}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
  background: {text}; }}
QSlider::handle:horizontal:hover {{ background: {accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {line}; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel, QLabel#muted {{ color: {muted}; }}
QLabel#heading {{ color: {muted}; font-size: {small}pt; padding: 2px 0; }}
QLabel#title {{ color: {text}; font-size: {large}pt; }}
QTreeWidget, QListWidget, FrameView, QTableWidget, QScrollArea {{
  background: {panel}; border: none; outline: none; }}
QTreeWidget:focus, QListWidget:focus, FrameView:focus {{ border: 1px solid {accent}; }}
QTreeWidget::item, QListWidget::item, FrameView::item {{ padding: 4px 2px; border: none; }}
QWidget#side QTreeWidget::item:first, QWidget#side QListWidget::item,
QWidget#side FrameView::item {{ padding-left: 14px; }}
QTreeWidget::item:hover, QListWidget::item:hover,
FrameView::item:hover {{ background: {hover}; }}
QTreeWidget::item:selected, QListWidget::item:selected,
FrameView::item:selected {{ background: {raised}; color: {text}; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none; padding: 4px 8px; }}
QPushButton {{ background: {raised}; border: 1px solid {line}; border-radius: 6px;
  padding: 5px 16px; min-height: 16px; }}
QPushButton:hover {{ border-color: {muted}; }}
QPushButton:default {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton:disabled {{ color: {muted}; background: {panel}; border-color: {line}; }}
QPushButton#quiet {{ background: transparent; border: none; color: {accent}; padding: 4px 8px; }}
QPushButton#quiet:hover {{ background: {raised}; }}
QPushButton#recent {{ background: transparent; border: none; color: {text}; text-align: left;
  padding: 6px 16px; }}
QPushButton#recent:hover {{ background: {raised}; }}
QLineEdit {{ background: {window}; border: 1px solid {line}; border-radius: 6px;
  padding: 4px 8px; selection-background-color: {accent}; selection-color: {on_accent};
  min-height: 18px; }}
QLineEdit:focus {{ border-color: {accent}; }}
QLineEdit#qt_spinbox_lineedit {{ border: none; padding: 0 6px; min-height: 0; }}
QFrame#overlay QListWidget::item {{ padding: 0; border-radius: 6px; }}
QSpinBox, QDoubleSpinBox, QComboBox {{ background: {window}; border: 1px solid {line};
  border-radius: 6px; padding: 3px 8px; min-height: 18px; }}
QSpinBox, QDoubleSpinBox {{ padding: 3px 2px 3px 8px; }}
QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border-color: {accent}; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 18px; border: none;
  background: transparent; }}
QSpinBox::up-arrow {{ image: url("{icons}/chevron-up.svg"); width: 12px; height: 12px; }}
QSpinBox::down-arrow {{ image: url("{icons}/chevron-down.svg"); width: 12px; height: 12px; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{icons}/chevron-down.svg"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {panel}; border: 1px solid {line}; padding: 4px;
  selection-background-color: {raised}; selection-color: {text}; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {muted};
  border-radius: 4px; background: {window}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QFrame#banner {{ background: {raised}; border: 1px solid {line}; border-radius: 8px; }}
QFrame#overlay {{ background: {panel}; border: 1px solid {line}; border-radius: 10px; }}
QWidget#empty {{ background: {canvas}; }}
QProgressBar {{ background: {raised}; border: none; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px; min-width: 24px;
  min-height: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def choose(theme: str) -> Scheme:
    """The scheme of a theme: "light", "dark", or "system" for what the desktop says."""
    if theme in {"light", "dark"}:
        return DARK if theme == "dark" else LIGHT
    hints = QApplication.styleHints()
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, scheme: Scheme, percent: int = 100) -> None:
    """Gives the whole app a scheme.

    Args:
        app: The application.
        scheme: Its colours.
        percent: Size of text and of what is measured by it, as a share of the system's.
    """
    app.setStyle("Fusion")
    app.setPalette(_palette(scheme))
    points = _points(app) * percent / 100
    font = app.font()
    font.setPointSizeF(points)
    app.setFont(font)
    hover = QColor(scheme.raised)
    hover.setAlpha(110)
    tint = f"rgba({hover.red()}, {hover.green()}, {hover.blue()}, {hover.alpha()})"
    icons = Path(str(files("resources") / "icons")).as_posix()
    # Widgets that a style sheet has touched no longer hear of the application's font.
    words = "" if percent == 100 else f"QWidget {{ font-size: {points:.1f}pt; }}\n"
    sizes = {"small": f"{0.85 * points:.1f}", "large": f"{1.5 * points:.1f}"}
    sheet = _QSS.format(**vars(scheme), **sizes, hover=tint, icons=icons)
    app.setStyleSheet(words + _scaled(sheet, percent))


def _points(app: QApplication) -> float:
    """The system's size of text, remembered with the application before it is changed."""
    stored = app.property(_POINTS)
    if stored is None:
        stored = app.font().pointSizeF()
        app.setProperty(_POINTS, stored)
    return float(stored)


def _scaled(sheet: str, percent: int) -> str:
    """A style sheet whose lengths follow the text; hairlines stay hairlines."""
    if percent == 100:
        return sheet
    return _LENGTH.sub(lambda found: f"{max(int(found[1]) * percent // 100, 1)}px", sheet)


def _palette(scheme: Scheme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in (
        (role.Window, scheme.window),
        (role.WindowText, scheme.text),
        (role.Base, scheme.panel),
        (role.AlternateBase, scheme.window),
        (role.Text, scheme.text),
        (role.Button, scheme.raised),
        (role.ButtonText, scheme.text),
        (role.BrightText, scheme.text),
        (role.ToolTipBase, scheme.raised),
        (role.ToolTipText, scheme.text),
        (role.PlaceholderText, scheme.muted),
        (role.Highlight, scheme.accent),
        (role.HighlightedText, scheme.on_accent),
        (role.Link, scheme.accent),
        (role.Mid, scheme.line),
        (role.Dark, scheme.canvas),
        (role.Midlight, scheme.raised),
        (role.Light, scheme.raised),
        (role.Shadow, scheme.canvas),
        (role.Accent, scheme.accent),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(scheme.muted))
    return palette
