"""``python -m tamizdat``: the same as the ``tamizdat`` command."""

import sys

from tamizdat.site.cli import main

sys.exit(main())
