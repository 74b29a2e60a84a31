"""Regular expressions that are compiled when first used.

A run needs a third of the sixty that our modules keep, and compiling them all was a twentieth of a short run
(measured 2026-11-23).  Type checkers see ``re.compile``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

__all__ = ["pattern"]

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:
        """A pattern as ``re.compile`` gives it, in time."""

        def __init__(self, text, flags=0):
            self._text = text
            self._flags = flags

        def __getattr__(self, name):
            """A method or attribute of the compiled pattern, found in the instance from then on."""
            if name.startswith("__"):  # asked for by copy or pickle, before there is a text
                raise AttributeError(name)
            found = self.__dict__[name] = getattr(re.compile(self._text, self._flags), name)
            return found
