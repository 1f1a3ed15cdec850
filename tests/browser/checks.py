"""What a page is asked in the browser. Each check returns its complaints as lines."""

from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
COLOURS = ["color-contrast", "link-in-text-block"]  # the rest is the same in both schemes
FIRST_VIEW = 100_000  # bytes on the wire (PERF1)
HTML_AND_CSS = 30_000
MAX_REQUESTS = 15
WIDTHS = (320, 360, 768, 1280)  # 320: WCAG 1.4.10

RUN_AXE = """(rules) => axe.run(document, rules).then((found) => found.violations.flatMap(
  (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)
))"""

SIDEWAYS = """() => {
  const root = document.documentElement;
  const over = root.scrollWidth - root.clientWidth;
  if (over <= 1) return [];  // one is a half pixel rounded up
  const far = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > root.clientWidth + 1 || box.left < -1);
  });
  return [`by ${over} pixels`, ...far.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))];
}"""

# Words that a box cuts off. What waits unseen for its turn loses nothing.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  const cuts = ["hidden", "clip"];
  if (!one.innerText?.trim() || one.closest(".visually-hidden, .skip-link")) return false;
  return (cuts.includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1) ||
    (cuts.includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 160))"""

ENLARGE = """() => {
  const root = document.documentElement;
  root.style.fontSize = `${parseFloat(getComputedStyle(root).fontSize) * 2}px`;
}"""

# What people write may have no blank: the first words of each text of theirs become one long word.
UNBREAK = """(word) => {
  document.documentElement.style.fontSize = "";
  for (const text of document.querySelectorAll("bdi, [dir=auto]")) {
    if (text.matches("input, textarea") || text.closest("select, .data-table")) continue;
    const nodes = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      if (nodes.currentNode.textContent.trim().length < 3) continue;
      nodes.currentNode.textContent = word;
      break;
    }
  }
}"""
LONG_WORD = "Pneumonoultramicroscopic" * 8  # letters of a title: 200 are allowed


class Ear:
    """Hears what the browser says of a page, and what it fetches."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.answers = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: self.answers.append(answer))
        page.on("requestfailed", self._missed)

    def _missed(self, request) -> None:
        # The icon of a page that is left comes after everything else: the browser gives it up.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _said(self, message) -> None:
        # The document itself may be a page that says 404; what belongs to it may not.
        address = urlsplit(message.location["url"]).path
        is_document = not address.startswith(("/static/", "/media/"))
        if not (is_document and "status of 404" in message.text):
            self.complaints.append(f"{message.text} ({address})")


def axe_faults(page: Page, *, levels: tuple[str, ...] = (*WCAG, "best-practice")) -> list[str]:
    """All rules in the light scheme, those of colour in the dark one too."""
    page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": levels}}
    page.emulate_media(color_scheme="light")
    found = page.evaluate(RUN_AXE, options)
    page.emulate_media(color_scheme="dark")
    options["runOnly"] = {"type": "rule", "values": COLOURS}
    found += [f"dark: {line}" for line in page.evaluate(RUN_AXE, options)]
    page.emulate_media(color_scheme="light")
    return found


def sideways(page: Page, word: str = "") -> list[str]:
    """Where the page can be moved to the side, and what sticks out."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"sideways at {width}{word}: {line}" for line in page.evaluate(SIDEWAYS)]
    return found


def mirrored(page: Page) -> list[str]:
    """The same from right to left: no language of the interface is, members' texts may be."""
    root = page.locator("html")
    before = root.get_attribute("dir")
    root.evaluate("(root) => { root.dir = root.dir === 'rtl' ? 'ltr' : 'rtl'; }")
    found = sideways(page, ", mirrored")
    root.evaluate("(root, dir) => { root.dir = dir; }", before)
    return found


def unbroken(page: Page) -> list[str]:
    """A member's title without a blank moves nobody's page. The page keeps it: call this last."""
    page.evaluate(UNBREAK, LONG_WORD)
    return sideways(page, ", a long word")


def enlarged(page: Page) -> list[str]:
    """Text at 200 % (WCAG 1.4.4). The page keeps it: call this late."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(ENLARGE)
    found = [f"sideways at 200 %: {line}" for line in page.evaluate(SIDEWAYS)]
    return found + [f"cut off at 200 %: {line}" for line in page.evaluate(CUT_OFF)]


def weight(ear: Ear) -> dict[str, int]:
    """Bytes of all bodies as they came, of documents and style sheets alone, and how many came."""
    bodies = [
        (one.request.resource_type, one.request.sizes()["responseBodySize"]) for one in ear.answers
    ]
    text = sum(size for kind, size in bodies if kind in ("document", "stylesheet"))
    return {
        "First view": sum(size for _kind, size in bodies),
        "HTML + CSS": text,
        "requests": len(bodies),
    }


def fetched_amiss(ear: Ear, base_url: str, *, forbidden: set[str]) -> list[str]:
    """Requests to others (PRV5), and kinds of files such a page does without."""
    home = urlsplit(base_url).netloc
    return [
        f"{one.request.resource_type} fetched: {one.url}"
        for one in ear.answers
        if urlsplit(one.url).netloc not in (home, "")  # "": a picture written into the page
        or one.request.resource_type in forbidden
    ]
