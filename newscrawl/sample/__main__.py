"""Serve the sample newspaper until Ctrl-C: ``python -m newscrawl.sample``."""

from __future__ import annotations

import argparse
import threading
from contextlib import suppress

from newscrawl.sample.server import serve


def main() -> None:
    """Start the server, print its addresses and wait."""
    parser = argparse.ArgumentParser(
        prog="python -m newscrawl.sample", description="Serve the sample newspaper on loopback."
    )
    parser.add_argument("--edition", type=int, choices=(1, 2), default=1, help="2: the day after, one article edited")
    parser.add_argument("--port", type=int, default=0, help="port of the newspaper (default: a free one)")
    options = parser.parse_args()
    try:
        newspaper = serve(edition=options.edition, port=options.port)
    except (OSError, OverflowError) as error:
        parser.error(f"--port {options.port} cannot be used: {error}; choose another port")
    with newspaper as server, suppress(KeyboardInterrupt):
        print(f"newspaper      {server.base_url}/", flush=True)  # noqa: T201 - this is a command
        print(f"second host    {server.syndicate_url}/", flush=True)  # noqa: T201 - this is a command
        print(f"former domain  {server.old_url}/", flush=True)  # noqa: T201 - this is a command
        threading.Event().wait()


if __name__ == "__main__":
    main()
