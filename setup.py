"""Builds the package; the rest stands in setup.cfg. Compiles the translations, so that an installed copy speaks Japanese."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

TRANSLATIONS = Path(__file__).parent / "platform_app" / "translations"


class BuildWithTranslations(build_py):
    """``build_py`` that first makes each ``messages.mo`` from its ``messages.po``."""

    def run(self) -> None:
        for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
        super().run()


setup(cmdclass={"build_py": BuildWithTranslations})
