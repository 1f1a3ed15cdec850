"""The benchmarks of forum and learning work; how fast anything is stays out of the tests."""

import http.server
import json
import threading
from argparse import Namespace

import pytest

from benchmarks import autosave, forum_pages, hostile_markdown
from benchmarks.beside import (
    Ask,
    Measured,
    asked,
    database,
    figures,
    in_turn,
    keep,
    run,
    share,
)
from benchmarks.load import NotMeasured
from benchmarks.sites import Site


def both(ours, stock):
    return {"ours": figures([ours] * 5), "stock": figures([stock] * 5)}


def test_each_way_goes_first_in_every_second_round():
    order = []

    def way(name):
        return lambda number: order.append(f"{name}{number}") or float(number)

    took = in_turn(way("a"), way("b"), 3)
    assert order == ["a0", "b0", "b1", "a1", "a2", "b2"]
    assert took == ([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])


def test_a_share_is_of_the_times_in_order():
    times = [float(one) for one in range(100, 0, -1)]
    assert (share(times, 95), share([3.0, 1.0], 95)) == (96.0, 3.0)
    assert figures(times) == {"p50": 50.5, "p95": 96.0, "p99": 100.0, "times": 100}


@pytest.fixture
def site(socket_enabled):
    """Answers 200 with "all is well", or 500 below /wrong; keeps what it was sent."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.seen = dict(self.headers)
            self.send_response(500 if self.path == "/wrong" else 200)
            self.end_headers()
            self.wfile.write(b"all is well")

        def log_message(self, *args):
            """Nothing is printed."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site("tried", server.server_port, 0), server
    server.shutdown()
    server.server_close()


def test_an_answer_is_timed_with_its_cookie(site):
    place, server = site
    assert asked(place, Ask("/", "session=x", holds=b"well")) > 0
    assert server.seen["Cookie"] == "session=x"


@pytest.mark.parametrize("ask", [Ask("/wrong"), Ask("/", holds=b"not there")])
def test_a_wrong_answer_is_no_figure(site, ask):
    with pytest.raises(NotMeasured, match="tried/"):
        asked(site[0], ask)


def test_without_a_database_it_says_how_to_have_one(monkeypatch):
    monkeypatch.delenv("DATABASE_TEST_URL", raising=False)
    with pytest.raises(NotMeasured, match=r"with_services\.sh"):
        database()


def test_a_page_over_its_budget_is_said_in_the_table():
    found = {line.name: both(10, 30) for line in forum_pages.LINES}
    found["topic, member"] = both(81, 30)
    rows = forum_pages.table(found).splitlines()
    assert [row for row in rows if "MISSED" in row] == [rows[6]]
    assert rows[6].startswith("topic, member")
    assert rows[1].endswith("3.0")
    assert forum_pages.missed(forum_pages.LINES[5], found)


def test_a_save_that_takes_long_is_said_in_the_table():
    found = {
        "one answer": {"ours": figures([20.0]), "bare": figures([2.0])},
        "200 savers": {"ours": figures([201.0])},
    }
    one, many = autosave.table(found).splitlines()[1:]
    assert one.endswith("10.0")
    assert many.endswith("MISSED")


def test_what_was_measured_is_kept_with_when_and_how_busy(tmp_path):
    facts = json.loads(keep("forum", tmp_path, {"lines": {}}).read_text())
    assert {"when", "commit", "load", "lines"} == facts.keys()


@pytest.mark.parametrize(("is_missed", "code"), [(False, 0), (True, 1), (None, 2)])
def test_the_exit_code_tells_whether_a_budget_was_missed(is_missed, code, tmp_path, capsys):
    def measure(options):
        if is_missed is None:
            raise NotMeasured("no server")
        return Measured({}, "a table", is_missed=is_missed)

    assert run("tried", Namespace(var=tmp_path), measure) == code
    said = capsys.readouterr()
    assert ("no server" in said.err) if is_missed is None else ("a table; load" in said.out)


def test_every_hostile_text_has_the_length_asked_for():
    texts = dict(hostile_markdown._texts(60))
    assert {len(text) for text in texts.values()} == {60}
    assert texts["[…]"] == "[" * 30 + "]" * 30
