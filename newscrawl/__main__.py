"""``newscrawl`` and ``python -m newscrawl``: the start of the process."""

import gc
import signal
import sys
from contextlib import suppress
from typing import Final

from newscrawl.runner import stop_signals

_COLLECTOR_THRESHOLD: Final = 100_000
"""Objects allocated before Python looks for reference cycles. Imports make 400,000 objects and hardly one cycle: at the default of 700
the search takes a tenth of the start of a crawl, which then sets its own (:mod:`newscrawl.runner.process_memory`)."""


def main() -> int:
    """Handle signals from the very start, then import the command line and run it."""
    gc.set_threshold(_COLLECTOR_THRESHOLD)
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
