"""Refuses numbers that a server or a time limit cannot work with, before anything starts."""

from __future__ import annotations

from kg.errors import KgError

LONGEST = 86_400
"""Seconds in a day."""
MOST_AT_ONCE = 64
"""Each query that may run at the same time has a process of its own, which is kept ready."""
_LAST_PORT = 65_535


def check_timeout(seconds: float) -> None:
    """Refuse a time limit that is no length of time.

    Raises:
        KgError: not above 0, more than a day, or not a number.
    """
    if not 0 < seconds <= LONGEST:
        raise KgError(
            f"timeout {seconds:g}: must be a number of seconds above 0, {LONGEST} (a day) at most; "
            "give another with --timeout"
        )


def check_port(port: int) -> None:
    """Refuse what is no port; 0 stands for any that is free.

    Raises:
        KgError: it is out of range.
    """
    if not 0 <= port <= _LAST_PORT:
        raise KgError(
            f"port {port}: must be from 1 to {_LAST_PORT}, or 0 for any that is free; "
            "give another with --port"
        )


def check_at_once(count: int) -> None:
    """Refuse to run no query at the same time, or more than a machine should have processes for.

    Raises:
        KgError: it is out of range.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise KgError(
            f"{count} queries at once: must be from 1 to {MOST_AT_ONCE}; give another with --at-once"
        )
