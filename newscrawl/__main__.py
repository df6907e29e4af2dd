"""``newscrawl`` and ``python -m newscrawl``: the start of the process."""

import sys

from newscrawl.runner import stop_signals


def main() -> int:
    """Handle signals from the very start, then import the command line and run it."""
    stop_signals.install()
    try:
        from newscrawl.cli import main as run  # noqa: PLC0415 - signals are handled before anything else is imported

        return run()
    except stop_signals.Interrupted as signal:
        return 128 + signal.number


if __name__ == "__main__":
    sys.exit(main())
