"""Somebody with a small phone: what they press, follow, write and read."""

import re
import time
from dataclasses import dataclass, field

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import SIDEWAYS, axe_faults
from tests.browser.conftest import PASSWORD
from tests.browser.keyboard import GROUP_HAS_IT, HAS_IT, tab_to

IS_SEEN = "(one) => parseFloat(getComputedStyle(one).outlineWidth) >= 2"
TOO_FAST = 3.1  # seconds; what is sent sooner looks like a program's and waits (forum.md §9)
TOO_OFTEN = 5.1  # seconds; two answers of one member may not be nearer (forum.md §10)
# When each member published last: journeys come in any order, and some share a member.
_published: dict[str, float] = {}


def wording(text: str) -> re.Pattern:
    """These words with spaces of any kind between them: French has its own."""
    return re.compile(r"\s+".join(re.escape(word) for word in text.split()))


@dataclass
class Person:
    """`complaints`: what the browser said in its console, but for what is `tolerated`.

    `by_keyboard`: they have no pointer (A11Y2).
    """

    page: Page
    language: str = "en"
    login: str = ""
    has_script: bool = True
    by_keyboard: bool = False
    tolerated: tuple[str, ...] = ()
    complaints: list[str] = field(default_factory=list)
    _opened: float = 0.0

    def __post_init__(self) -> None:
        self.turn_to(self.page)

    def turn_to(self, page: Page) -> None:
        """Another page of the same browser is the one they look at from now on."""
        self.page = page
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, message) -> None:
        is_meant = any(words in message.text for words in self.tolerated)
        if message.type in ("error", "warning") and not is_meant:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def words(self, text: str) -> str:
        """A text of the interface in the person's language; it has no variables."""
        with override(self.language):
            return gettext(text)

    def beginning(self, text: str) -> re.Pattern:
        """How a text of the interface begins in the person's language, before its variable."""
        return wording(self.words(text).partition("%(")[0].strip())

    @property
    def main(self):
        return self.page.get_by_role("main")

    # --- Moving ----------------------------------------------------------------------------
    def go(self, path: str) -> None:
        """Open `path`, below the language."""
        self.page.goto(f"/{self.language}/{path}")
        self._arrive()

    def follow(self, text: str | re.Pattern, *, inside=None) -> None:
        """A link by its words: a text of the interface, or a pattern for words of members."""
        name = self.words(text) if isinstance(text, str) else text
        self.use((inside or self.main).get_by_role("link", name=name).first)
        self._arrive()

    def press(self, text: str, *, inside=None) -> None:
        """A button, by the words its text begins with."""
        name = re.compile(f"^{re.escape(self.words(text))}")
        self.use((inside or self.main).get_by_role("button", name=name).first)
        self.page.wait_for_load_state("load")
        self._fits()

    def use(self, target: Locator) -> None:
        """Press a link or a button. By keyboard it is seen that it has the focus."""
        if not self.by_keyboard:
            target.click()
            return
        tab_to(self.page, target)
        assert target.evaluate(IS_SEEN), f"no outline: {target}"
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")

    def open(self, summary: Locator) -> None:
        """Unfold what is below."""
        if self.by_keyboard:
            tab_to(self.page, summary)
            self.page.keyboard.press("Enter")
        else:
            summary.click()

    def _arrive(self) -> None:
        self.page.wait_for_load_state("load")
        self._fits()
        self._opened = time.monotonic()

    def _fits(self) -> None:
        """Nothing sticks out at the width of a small phone."""
        assert self.page.evaluate(SIDEWAYS) == [], self.page.url

    # --- Writing ---------------------------------------------------------------------------
    def field(self, label: str):
        return self.main.get_by_label(self.words(label)).first

    def write(self, label: str, text: str) -> None:
        self._type(self.field(label), text)

    def _type(self, field: Locator, text: str) -> None:
        if self.by_keyboard:
            tab_to(self.page, field)
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def choose(self, label: str) -> None:
        """One of several choices."""
        choice = self.field(label)
        if not self.by_keyboard:
            choice.check()
            return
        tab_to(self.page, choice, until=GROUP_HAS_IT)
        while not choice.evaluate(HAS_IT):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        expect(choice).to_be_checked()

    def publish(self, button: str) -> None:
        """Press it once a person could have written this, and not too soon after the last one."""
        may = max(self._opened + TOO_FAST, _published.get(self.login, 0.0) + TOO_OFTEN)
        time.sleep(max(0.0, may - time.monotonic()))
        with self.page.expect_navigation(wait_until="load"):
            self.press(button)
        _published[self.login] = time.monotonic()

    def sign_in(self) -> None:
        """Fill the form that is open, and be led to where it was met."""
        self._type(self.page.locator("[name=login]"), f"{self.login}@demo.example")
        self._type(self.page.locator("[name=password]"), PASSWORD)
        self.press("Sign in")

    # --- Reading ---------------------------------------------------------------------------
    def sees(self, text: str | re.Pattern) -> None:
        """Words of members, or a pattern."""
        expect(self.main.get_by_text(text).first).to_be_visible()

    def is_told(self, text: str) -> None:
        """Words of the interface."""
        expect(self.page.get_by_text(self.words(text)).first).to_be_visible()

    def finds_no_fault(self) -> None:
        """axe has nothing to say; it is a script, so only where scripts run."""
        if self.has_script:
            assert axe_faults(self.page) == []

    def sees_nothing_of(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)
