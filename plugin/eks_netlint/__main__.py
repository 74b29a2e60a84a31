"""The process: ``eks-netlint`` and ``python -m eks_netlint``."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

gc.disable()  # before the imports: see run


def run() -> NoReturn:
    """Run the command line and end the process with its exit code.

    A run makes many objects, drops few in cycles, and then ends: collecting garbage took a tenth of it, and taking
    its objects apart at the end a fifth (measured 2026-11-23), so that neither is done.
    """
    from eks_netlint.cli import main

    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # its reader has gone away: as if nobody had wanted the rest
            code = code or 2
    if kept := sys.modules.get("eks_netlint.frontends.terraform.kept"):
        kept.keep()
    os._exit(code)


if __name__ == "__main__":
    run()
