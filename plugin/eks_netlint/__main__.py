"""``python -m eks_netlint``."""

import sys

from eks_netlint.cli import main

sys.exit(main())
