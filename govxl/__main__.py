"""``python -m govxl``, and the command ``govxl``."""

import sys


def main() -> None:
    """The entry point: an interruption before the commands are there is told like any other."""
    try:
        from govxl.cli import main as commands

        commands()
    except KeyboardInterrupt:
        from govxl import texts

        print(texts.interrupted(), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
