"""What the tests share."""

import signal

import pytest

import onrecord

DISPATCH = 'VIENNA, March 3. "We will answer in writing," Foreign Minister Ana Orlu said.\n'


@pytest.fixture(scope="session", autouse=True)
def interrupts() -> None:
    """Hear Ctrl-C, which a shell tells what it runs in the background to ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def dispatch() -> str:
    return DISPATCH


@pytest.fixture(scope="session")
def record() -> onrecord.Record:
    """Extract the record of the dispatch."""
    return onrecord.extract(DISPATCH, published="2024-03-03", id="orlu")
