"""Numbers that cannot work are refused in one line, before anything starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.sparql import application, query, serve

if TYPE_CHECKING:
    import pathlib

NO_TIMES = (0, -1, -0.5, float("nan"), float("inf"), 86_401)


@pytest.mark.parametrize("port", [99_999, 65_536, -1])
def test_a_port_out_of_range_is_refused(export: pathlib.Path, port: int) -> None:
    with pytest.raises(KgError, match=rf"^port {port}: must be from 1 to 65535, or 0 .* --port$"):
        serve(export, port=port)


@pytest.mark.parametrize("count", [0, -1, 65])
def test_a_number_of_queries_at_once_out_of_range_is_refused(export: pathlib.Path, count: int) -> None:
    message = rf"^{count} queries at once: must be from 1 to 64; give another with --at-once$"
    with pytest.raises(KgError, match=message):
        serve(export, at_once=count)
    with pytest.raises(KgError, match=message):
        application(export, at_once=count)


@pytest.mark.parametrize("seconds", NO_TIMES)
def test_a_time_limit_that_is_no_length_of_time_is_refused(export: pathlib.Path, seconds: float) -> None:
    message = r"^timeout \S+: must be a number of seconds above 0, 86400 \(a day\) at most; .* --timeout$"
    with pytest.raises(KgError, match=message):
        query(export, "ASK {}", timeout=seconds)
    with pytest.raises(KgError, match=message):
        serve(export, timeout=seconds)
    with pytest.raises(KgError, match=message):
        application(export, timeout=seconds)


def test_numbers_are_checked_before_the_export_is_looked_at(tmp_path: pathlib.Path) -> None:
    with pytest.raises(KgError, match=r"^port 99999: "):
        serve(tmp_path / "nowhere", port=99_999)


@pytest.mark.parametrize("host", ["203.0.113.7", "nowhere.invalid", "a" * 70 + ".example"])
def test_a_host_that_is_no_address_of_this_machine_is_refused(export: pathlib.Path, host: str) -> None:
    with pytest.raises(KgError, match=f"^--host {host}: not an address of this machine; 127"):
        serve(export, host=host)
