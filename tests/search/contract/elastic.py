"""Elasticsearch for the contract: a real server, with more patience than readers have."""

import os

import pytest

from search.backends.elastic import ElasticEngine
from search.backends.elasticclient import connected
from tests.search.contract.box import Box

SERVER = "SEARCH_TEST_URL"


def server() -> str:
    """The address of a server for tests; skips where there is none."""
    address = os.environ.get(SERVER)
    if not address:
        pytest.skip(f"{SERVER} is not set: run `make test-services`")
    return address


def box(generation: str) -> Box:
    """A box without a generation. What is written is seen at once.

    The limit of 800 ms would be met now and then on a busy machine, and the test of the engine be
    one of the fallback.
    """
    engine = ElasticEngine(connected(server()), timeout_ms=20_000)
    return Box(engine, generation, refresh=engine.refresh)


def version_of(box: Box) -> str:
    """By the node: this distribution does not say it at `/`."""
    nodes = box.engine._client.nodes.info(node_id="_local")["nodes"]
    return f"Elasticsearch {next(iter(nodes.values()))['version']}"
