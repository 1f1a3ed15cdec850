"""What must hold however many processes answer: one cache, one count, one limit."""

import gzip
import time

import pytest

RETITLE = (
    "from home.models import AboutPage;"
    "page = AboutPage.objects.get(locale__language_code='en');"
    "page.title = {title!r};"
)
UNNOTICED = "AboutPage.objects.filter(pk=page.pk).update(title=page.title, draft_title=page.title)"
PUBLISHED = "page.save_revision().publish()"
PAGE_SECONDS = 5  # PERF3: how soon a publication shows


@pytest.fixture
def other_server(installation, redis):
    """A second machine at the same database and Redis."""
    with installation.serving(WEB_CONCURRENCY="1") as server:
        yield server


def title_at(server):
    page = gzip.decompress(server.get("/en/about/").body).decode()
    return page.partition("<title>")[2].partition("</title>")[0]


def test_a_page_kept_by_one_process_is_answered_by_all_until_a_publication(
    server, other_server, installation
):
    """PERF3: on Redis, over two machines."""
    installation.manage("shell", "-c", RETITLE.format(title="First") + PUBLISHED)
    time.sleep(PAGE_SECONDS)
    first = title_at(server)
    assert "First" in first
    installation.manage("shell", "-c", RETITLE.format(title="Unnoticed") + UNNOTICED)
    assert title_at(other_server) == first
    installation.manage("shell", "-c", RETITLE.format(title="Third") + PUBLISHED)
    time.sleep(PAGE_SECONDS)
    assert "Third" in title_at(server)
    assert title_at(other_server) == title_at(server)


def test_failed_sign_ins_are_counted_once_for_all_processes(server, other_server):
    """SEC9, SEC10: the sixth failure within five minutes is refused, wherever it arrives."""
    path = "/en/accounts/login/"
    form = server.get(path)
    sent = {
        "login": "guessed@m4dnet.example",
        "password": "not the password",
        "csrfmiddlewaretoken": form.cookies["__Host-m4d_csrf"],
    }
    machines = [server, other_server] * 3
    answers = [one.post(path, sent, cookies=form.cookies) for one in machines]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 300
