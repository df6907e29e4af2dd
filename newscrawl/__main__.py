"""``newscrawl`` and ``python -m newscrawl``: the start of the process."""

import signal
import sys
from contextlib import suppress

from newscrawl.runner import stop_signals


def main() -> int:
    """Handle signals from the very start, then import the command line and run it."""
    stop_signals.install()
    if "--watch" in sys.argv:
        # A watch reads its configuration again after a SIGHUP, and it has not read it yet.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        from newscrawl.cli import main as run  # noqa: PLC0415 - signals are handled before anything else is imported

        code = run()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.flush()
    except stop_signals.Interrupted as stopped:
        code = 128 + stopped.number
    stop_signals.end_at_once()
    return code


if __name__ == "__main__":
    sys.exit(main())
