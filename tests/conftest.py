"""What the tests share."""

import pytest

import onrecord

DISPATCH = 'VIENNA, March 3. "We will answer in writing," Foreign Minister Ana Orlu said.\n'


@pytest.fixture
def dispatch() -> str:
    return DISPATCH


@pytest.fixture(scope="session")
def record() -> onrecord.Record:
    """Extract the record of the dispatch."""
    return onrecord.extract(DISPATCH, published="2024-03-03", id="orlu")
