"""Rules that are loaded when somebody asks them: a run on a network without manifests asks half of them nothing."""

from __future__ import annotations

import importlib
import os

from eks_netlint.rules import REGISTRY, Rule

PACKAGE = "eks_netlint.checks"


class RuleNotLoaded(Exception):
    """A rule file of the installed package does not load: our fault, or that of whoever added the file."""


class LateRule(Rule[object]):
    """A rule of which the index tells ``id``, ``name``, ``opt_in`` and the name of the noun it is asked about.

    The rest is loaded when somebody asks for it, which raises ``RuleNotLoaded`` if its file does not load.
    """

    subject: str

    def __init__(self, file: str, entry: tuple[str, str, str, bool]) -> None:
        id, name, subject, opt_in = entry
        self.__dict__.update(id=id, name=name, subject=subject, opt_in=opt_in, file=file)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        file, id = self.__dict__["file"], self.__dict__["id"]
        try:
            importlib.import_module(f"{PACKAGE}.{file}")
            loaded = REGISTRY[id]
        except Exception as error:
            raise RuleNotLoaded(f"rule file {file}.py does not load: {type(error).__name__}: {error}") from error
        self.__dict__.update(loaded.__dict__)
        return getattr(loaded, name)

    @property
    def path(self) -> str:  # a default of the class would be found before what is loaded
        """Where its file is."""
        package = importlib.import_module(PACKAGE)
        return os.path.join(next(iter(package.__path__)), f"{self.__dict__['file']}.py")

    @property
    def silences(self) -> tuple[str, ...]:  # as above
        """Rules that it speaks for."""
        if "check" not in self.__dict__:
            self.__getattr__("check")
        found: tuple[str, ...] = self.__dict__["silences"]
        return found
