"""``python -m govxl``."""

from govxl.cli import main

main()
