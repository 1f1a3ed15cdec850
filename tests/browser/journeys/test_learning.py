"""A learner reads, is tested, loses the line and nothing else, and holds a certificate."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from demo.seed import records
from tests.browser.journeys.answers import answer, questions_of
from tests.browser.journeys.people import Person, wording

COURSE = records("courses")[0]
CORE = COURSE["modules"][0]
TEST = next(one for one in records("quizzes") if one["on"] == CORE["id"])
LOST, SIGNED_OUT = "ERR_INTERNET_DISCONNECTED", "status of 401"
NAME = "Lucía Muestra de Ejemplo"


@pytest.fixture
def learner(reader):
    """learner(...): somebody whose browser will lose the line, and be signed out."""

    def learner(login, **how):
        person = reader(login, **how)
        person.tolerated = (LOST, SIGNED_OUT)
        return person

    return learner


def test_a_learner_loses_the_line_and_nothing_else(learner, reader):
    """With a script: saved as written, kept while offline, in a closed page, signed out."""
    person = learner("member-a")
    begin_the_course(person)
    read_the_lessons(person)
    begin_the_test(person)
    questions = questions_of(person)
    for one in questions[:3]:
        answer(person, one)
    is_saved(person)

    person.page.context.set_offline(True)
    for one in questions[3:5]:
        answer(person, one)
    state = state_of(person)
    expect(state).to_contain_text(person.words("No connection: we keep trying."))
    expect(state).to_contain_text(f"{person.words('Answers waiting:')} 2")
    person.press("Finish and check")
    expect(questions[0]).to_be_visible()  # nothing is sent into nowhere
    person.page.close()  # the battery is empty
    person.turn_to(person.page.context.new_page())
    person.page.context.set_offline(False)
    come_back_to_the_test(person)
    is_saved(person)
    questions = questions_of(person)
    expect(questions[4].get_by_role("textbox")).to_have_value("36")

    person.page.context.clear_cookies()  # the session has run out
    answer(person, questions[5])
    expect(state_of(person)).to_contain_text("You are signed out.")
    with person.page.expect_popup() as opened:
        state_of(person).get_by_role("link").click()
    test, person.page = person.page, opened.value
    person.sign_in()
    person.page.close()
    person.page = test
    is_saved(person)
    for one in questions[6:]:
        answer(person, one)
    finish_the_test(person)
    get_the_certificate(person, reader)


def test_a_learner_without_script_loses_the_line_and_nothing_else(learner, reader):
    """In French: saved by the button, sent again by the browser, kept in the page signed out."""
    person = learner("member-b", language="fr", with_script=False)
    begin_the_course(person)
    read_the_lessons(person)
    begin_the_test(person)
    questions = questions_of(person)
    for one in questions[:3]:
        answer(person, one)
    person.press("Save")
    expect(state_of(person)).to_contain_text(person.words("Saved %(moment)s") % {"moment": ""})

    person.page.context.set_offline(True)
    for one in questions_of(person)[3:5]:
        answer(person, one)
    save = person.main.get_by_role("button", name=person.words("Save"), exact=True)
    save.click()
    person.page.wait_for_url("chrome-error://**")
    person.page.context.set_offline(False)
    person.page.reload()  # sends the form once more
    expect(questions_of(person)[4].get_by_role("textbox")).to_have_value("36")

    person.page.context.clear_cookies()  # the session has run out
    for one in questions_of(person)[5:]:
        answer(person, one)
    person.press("Save")
    person.is_told("Sign in to save your answers")
    with person.page.expect_popup() as opened:
        person.main.get_by_role("link").click()
    test, person.page = person.page, opened.value
    person.sign_in()
    person.page.close()
    person.page = test
    person.press("Signed in, save now")
    finish_the_test(person)
    get_the_certificate(person, reader)


# What the server would know when the learner's browser has waited until the end.
TIME_IS_UP = """
from django.db.models import F
from django.utils.timezone import now
from learning.models import Attempt
attempt = Attempt.objects.filter(uuid={uuid!r})
left = attempt.get().deadline_at - now()
attempt.update(started_at=F("started_at") - left, deadline_at=F("deadline_at") - left)
"""


# A page that is closed sends what waits, and Chromium lets that through although it is offline.
NO_LINE = "() => { window.fetch = () => Promise.reject(new Error('no line')); }"
LONG_OVER = """
from datetime import timedelta
from learning.models import Attempt
attempt = Attempt.objects.filter(uuid={uuid!r})
ago = timedelta(hours=3)
one = attempt.get()
attempt.update(started_at=one.started_at - ago, deadline_at=one.deadline_at - ago)
"""


OPEN_AGAIN = """
from datetime import timedelta
from django.utils.timezone import now
from learning.models import Attempt
from learning.taking.closing import settle
from learning.taking.extending import reopen_attempt
from members.models import User
attempt = settle(Attempt.objects.get(uuid={uuid!r}), now())
until = now() + timedelta(hours=1)
leader = User.objects.get(email="trainer@demo.example")
reopen_attempt(attempt=attempt, deadline_at=until, by=leader, reason="No line")
"""


def test_the_clock_warns_and_sends_the_test_when_the_server_says_so_too(member, installation):
    """Five minutes before the end, and at the end: an end that has moved takes nothing away."""
    person = member("learner")
    person.page.clock.install()
    person.go(f"learn/courses/{COURSE['slug']}/")
    open_the_modules(person)
    person.follow(re.compile("Test: counting what counts"))
    begin_or_continue(person)
    first = questions_of(person)[0]
    answer(person, first)
    clock = person.main.locator("[data-module=quiz-clock]")
    ends, now = (clock.get_attribute(f"data-{name}") for name in ("ends", "now"))
    left = person.page.evaluate(f"Date.parse('{ends}') - Date.parse('{now}')")
    person.page.clock.fast_forward(left - 290_000)
    expect(person.main.locator("p[aria-live=polite]")).to_have_text("5 minutes left")
    person.page.clock.fast_forward(300_000)
    person.page.wait_for_url("**/?page=1&saved=1")  # the server has time left
    expect(clock.locator("xpath=..")).to_contain_text(re.compile(r"[1-9]\d minutes left"))
    expect(first.locator(":checked, option:checked")).not_to_have_count(0)
    uuid = urlsplit(person.page.url).path.split("/")[-2]
    installation.manage("shell", "--no-imports", "-c", TIME_IS_UP.format(uuid=uuid))
    person.page.clock.fast_forward(left)
    person.page.wait_for_url("**/review/")
    person.sees(re.compile("Your answers have been sent|You have"))


def test_answers_that_wait_become_a_file_which_a_facilitator_hands_in(learner, member, tmp_path):
    """learning.md §17, the last resort: the line does not come back to where the answers are."""
    person, leader = learner("learner"), member("trainer", with_script=False)
    sign_in_to_the_test(person)
    person.page.context.set_offline(True)
    for one in questions_of(person)[:2]:
        answer(person, one)
    expect(state_of(person)).to_contain_text(f"{person.words('Answers waiting:')} 2")
    with person.page.expect_download() as saved:
        person.main.get_by_role("link", name=person.words("Download my answers")).click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert file.name.startswith("answers-")

    leader.go("learning/")
    leader.follow(re.compile("Migration and local"))
    leader.follow(re.compile("Lucía Muestra"))
    leader.finds_no_fault()
    leader.field("File of answers").set_input_files(file)
    leader.press("Hand in the answers")
    leader.sees("2 answers count now.")
    assert leader.main.get_by_role("row").filter(has_text="Counts").count() == 2

    person.page.context.set_offline(False)  # nothing is taken twice
    is_saved(person)
    leader.page.reload()
    assert leader.main.get_by_role("row").filter(has_text="Counts").count() == 2


def test_answers_that_wait_in_a_browser_are_evidence_once_the_test_is_over(
    learner, member, installation
):
    """The line was lost, and the page with it; the test has ended before they came back."""
    person, leader = learner("learner"), member("trainer", with_script=False)
    person.go("accounts/login/")
    person.sign_in()
    person.go(f"learn/courses/{COURSE['slug']}/")
    open_the_modules(person)
    person.follow(re.compile("Test: counting what counts"))
    begin_or_continue(person)
    address, context = person.page.url, person.page.context
    context.set_offline(True)
    person.page.evaluate(NO_LINE)
    answer(person, questions_of(person)[0])
    expect(state_of(person)).to_contain_text(f"{person.words('Answers waiting:')} 1")
    person.page.close()
    uuid = urlsplit(address).path.split("/")[-2]
    installation.manage("shell", "--no-imports", "-c", LONG_OVER.format(uuid=uuid))
    person.turn_to(context.new_page())
    person.tolerated += ("status of 409",)
    context.set_offline(False)
    person.page.goto(address)
    person.page.wait_for_url("**/review/")
    words = "Answers that had waited in this browser came after the end."
    expect(person.main.get_by_text(words)).to_be_visible()
    person.finds_no_fault()
    with person.page.expect_response(re.compile("/save/")) as again:
        person.page.reload()
    assert {one["status"] for one in again.value.json()["answers"]} == {"replayed"}
    expect(person.main.get_by_text(words)).to_be_hidden()  # kept here still, and told once

    leader.go("learning/")
    leader.follow(re.compile("Migration and local"))
    leader.follow(re.compile("Lucía Muestra"))
    leader.main.locator(f"a[href*='{uuid}']").click()
    leader.sees("Came too late: kept as evidence")

    installation.manage("shell", "--no-imports", "-c", OPEN_AGAIN.format(uuid=uuid))
    person.page.goto(address)
    is_saved(person)  # the browser had it still
    installation.manage("shell", "--no-imports", "-c", LONG_OVER.format(uuid=uuid))
    answer(person, questions_of(person)[1])
    expect(state_of(person)).to_contain_text(person.words("The test has ended."))
    expect(person.main.locator("form button")).to_have_count(0)
    installation.manage("shell", "--no-imports", "-c", OPEN_AGAIN.format(uuid=uuid))
    person.page.goto(address)
    is_saved(person)
    person.page.reload()
    for one in questions_of(person)[:2]:
        expect(one.locator(":checked, option:checked")).not_to_have_count(0)


def test_of_two_windows_of_one_test_the_newer_answer_stands(learner):
    """They share what waits: neither takes the other's away, nor puts an older one over it."""
    person = learner("learner")
    sign_in_to_the_test(person)
    older, context = person.page, person.page.context
    written = "fieldset[data-type=short_text] input, fieldset[data-type=numeric] input"
    newer = context.new_page()
    newer.goto(older.url)
    context.set_offline(True)
    fields = [page.locator(written).locator("visible=true").first for page in (older, newer)]
    fields[0].fill("11")
    expect(fields[1]).to_have_value("11")
    fields[1].fill("22")
    expect(fields[0]).to_have_value("22")
    judged = "fieldset[data-type=true_false] input[type=radio]"
    older.locator(judged).first.check()
    address = older.url
    newer.close()  # what it kept is there for whoever comes back
    older.close()
    person.turn_to(context.new_page())
    context.set_offline(False)
    person.page.goto(address)
    is_saved(person)
    person.page.reload()
    expect(person.main.locator(written).locator("visible=true").first).to_have_value("22")
    expect(person.main.locator(judged).first).to_be_checked()


CLOCKS_DIFFER = 5_000  # ms at most: each device sets its clock by what the server answers


def test_an_answer_that_another_device_has_outdone_is_said_to_be(learner):
    """It is kept and does not count: "Saved" would be no true word for it (learning.md §6)."""
    written = "fieldset[data-type=short_text] input, fieldset[data-type=numeric] input"
    devices = [learner("learner"), learner("learner")]
    for person in devices:
        sign_in_to_the_test(person)
    away, here = devices
    fields = [one.main.locator(written).locator("visible=true").first for one in devices]
    away.page.context.set_offline(True)
    fields[0].fill("11")
    here.page.wait_for_timeout(CLOCKS_DIFFER)
    with here.page.expect_response(re.compile("/save/")) as saved:
        fields[1].fill("22")
    assert saved.value.ok
    away.page.context.set_offline(False)
    words = away.words("Another window has a newer answer, which counts. Look at question")
    expect(state_of(away)).to_contain_text(words)
    expect(fields[0]).to_have_value("22")


def test_a_page_that_was_long_on_its_way_learns_the_time_from_its_first_save(learner):
    """Its answers would count as a minute older than they are, and another device's stand."""
    written = "fieldset[data-type=short_text] input, fieldset[data-type=numeric] input"
    slow, fast = devices = [learner("learner"), learner("learner")]
    for person in devices:
        sign_in_to_the_test(person)
    slow.page.route("**/learning/attempts/*/", a_minute_late)
    slow.page.reload()
    fields = [one.main.locator(written).locator("visible=true").first for one in devices]
    for person, field, words in ((slow, 0, "11"), (fast, 1, "22"), (slow, 0, "33")):
        with person.page.expect_response(re.compile("/save/")) as saved:
            fields[field].fill(words)
        assert [one["status"] for one in saved.value.json()["answers"]] == ["applied"], words


def a_minute_late(route) -> None:
    """The page as it would come over a very slow line."""
    answer = route.fetch()
    now = re.search('data-now="([^"]+)"', answer.text())[1]
    then = (datetime.fromisoformat(now) - timedelta(minutes=1)).isoformat()
    route.fulfill(response=answer, body=answer.text().replace(now, then))


GRACE_IS_OVER = """
from datetime import timedelta
from django.utils.timezone import now
from learning.models import Attempt
from learning.taking.closing import settle
mine = Attempt.objects.filter(enrolment__user__handle="vlad_pildescu")
settle(mine.get(state="overdue"), now() + timedelta(hours=1))
"""


def test_who_leads_a_run_opens_a_lost_attempt_again(member, installation):
    installation.manage("shell", "--no-imports", "-c", GRACE_IS_OVER)
    leader = member("trainer")
    leader.go("learning/")
    for link in ("Migration and local", "Vlad", ", attempt 1", "Open the attempt again"):
        leader.follow(re.compile(link))
    leader.finds_no_fault()
    leader.write("Minutes from now", "60")
    leader.write("Reason", "The line was down in the whole district.")
    leader.press("Open the attempt again")
    leader.is_told("The attempt is open again. The learner has been told.")


# --- On the way ---------------------------------------------------------------------------------
def begin_the_course(person: Person) -> None:
    """From the list of courses, through the sign-in, to a place."""
    person.go("learn/courses/")
    person.follow(wording(COURSE["text"][person.language]["title"]))
    person.follow("Enrol")
    person.sign_in()
    person.press("Enrol")
    person.is_told("You have a place. We keep where you are from now on.")


def sign_in_to_the_test(person: Person) -> None:
    """To the test of the core module, begun or gone on with."""
    person.go("accounts/login/")
    person.sign_in()
    person.go(f"learn/courses/{COURSE['slug']}/")
    open_the_modules(person)
    person.follow(re.compile("Test: a place"))
    begin_or_continue(person)


def open_the_modules(person: Person) -> None:
    folded = person.main.locator("details.accordion:not([open]) summary")
    while folded.count():
        folded.first.click()


def read_the_lessons(person: Person) -> None:
    """Two are marked by hand, the third is done when it is seen."""
    person.go(f"learn/courses/{COURSE['slug']}/")
    open_the_modules(person)
    first = CORE["lessons"][0]["text"][person.language]["title"]
    person.follow(wording(first))
    person.press("Mark as done and go on")
    person.press("Mark as done and go on")
    last = CORE["lessons"][2]["text"][person.language]["title"]
    expect(person.page.get_by_role("heading", level=1)).to_have_text(wording(last))
    person.follow("Next")


def begin_the_test(person: Person) -> None:
    title = TEST["text"][person.language]["title"]
    expect(person.page.get_by_role("heading", level=1)).to_have_text(wording(title))
    person.press("Begin the test")


def begin_or_continue(person: Person) -> None:
    labels = ("Begin the test", "Try again")
    there = (one for one in labels if person.main.get_by_role("button", name=one).count())
    label = next(there, "")
    if label:
        person.press(label)
    else:
        person.follow("Continue the test")


def come_back_to_the_test(person: Person) -> None:
    person.go("learning/")
    person.follow("Continue")
    person.follow("Continue the test")


def state_of(person: Person):
    return person.main.locator("[data-save-state]")


def is_saved(person: Person) -> None:
    words = re.compile(rf"^{person.words('Saved')} \d\d:\d\d$")
    expect(state_of(person)).to_have_text(words)


def finish_the_test(person: Person) -> None:
    person.press("Finish and check")
    person.is_told("All questions are answered.")
    person.press("Send all answers")
    person.is_told("Passed")
    person.follow("Go on with the course")


def get_the_certificate(person: Person, reader) -> None:
    """The name is confirmed; a stranger with the address reads whose it is, and that it holds."""
    person.follow("Your certificate")
    person.finds_no_fault()
    person.write("Name on the certificate", NAME)
    person.press("Get the certificate")
    person.is_told("This certificate is valid.")
    person.finds_no_fault()
    address = person.main.get_by_role("link", name=re.compile("verify")).get_attribute("href")
    stranger = reader(language=person.language)
    stranger.page.goto(urlsplit(address).path)
    stranger.sees(NAME)
    expect(stranger.page.get_by_text(re.compile("valid|valable|valide")).first).to_be_visible()
    stranger.finds_no_fault()
