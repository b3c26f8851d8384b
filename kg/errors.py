"""The one kind of error that a user meets."""

from __future__ import annotations


class KgError(Exception):
    """Something the user can mend: the message says what, where and how, in one line.

    The command line prints it and exits with 2; anything else that is raised is a defect.
    """
