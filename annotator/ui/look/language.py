"""The language of the window: Qt's own translations and ours, chosen before the window is built."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from annotator.words import speak

CONTEXT: Final = "sst-annotator"
"""All our texts are in one context of the translation files."""
SYSTEM: Final = "system"
ENGLISH: Final = "English"
LANGUAGES: Final = {ENGLISH: "en", "Deutsch": "de"}
"""Languages that the window speaks, as they call themselves, and their codes."""


class Language:
    """Puts one language at a time in force; kept alive with the application."""

    def __init__(self) -> None:
        self._translators: list[QTranslator] = []
        self.code = "en"

    def use(self, wanted: str) -> None:
        """Takes a language for everything that is said from now on.

        Args:
            wanted: A name in `LANGUAGES`, or "system" for the desktop's where we have it.
        """
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = []
        self.code = code_of(wanted)
        if self.code == "en":
            speak()
            return
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for path in (qt / f"qtbase_{self.code}.qm", translation(self.code)):
            translator = QTranslator()
            if translator.load(str(path)):
                QCoreApplication.installTranslator(translator)
                self._translators.append(translator)
        speak(lambda text: QCoreApplication.translate(CONTEXT, text))


def code_of(wanted: str) -> str:
    """The code of a language by its name in the settings; "en" where we do not speak it."""
    if wanted != SYSTEM:
        return LANGUAGES.get(wanted, "en")
    spoken = set(LANGUAGES.values())
    for locale in QLocale.system().uiLanguages():
        code = locale.replace("_", "-").partition("-")[0].lower()
        if code in spoken:
            return code
    return "en"


def translation(code: str) -> Path:
    """Where our own translation lies."""
    return Path(str(files("resources") / "translations" / f"sst-annotator_{code}.qm"))


LANGUAGE: Final = Language()
"""The one of the process: Qt's translators belong to its one application."""
