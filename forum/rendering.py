"""From the Markdown that members write to HTML that is safe to print (forum.md §11).

The source is what is stored; its rendering is made at each save and by `rerender`. machina imports
this module while its models load, so it imports none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from common import html as common_html
from common.html import clean_html

# Raise the second number when the same Markdown gives another result here.
RENDERER_VERSION = common_html.RENDERER_VERSION * 100 + 2
MAX_NESTING = 20  # levels of quotes, lists and emphasis; deeper text is not dressed
# A text with more of them is shown line by line as it was written: dressing each takes its time.
MOST = {"\n": 1_000, "|": 2_000, "](": 1_000}  # lines, cells, links with a name
LOWERED = {"h1": "h4", "h2": "h5"}  # the page has h1 to h3; everything below h2 is h6

# A quote names the post it is from on its first line: the name is put there when it is shown, so
# that a renamed or erased person does not linger.
_QUOTED = re.compile(r"^((?:> ?){1,20})\[post:([1-9][0-9]{0,17})\][ \t]*$", re.MULTILINE)
_QUOTE_LINK = re.compile(r'<a href="/forum/p/([1-9][0-9]{0,17})/"[^<>]*>#[0-9]+</a>')
_WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\[\]{}|\\^]+")
_CLOSING_MARKS = ".,;:!?…)»”"
_HANDLE = re.compile(r"(?<![\w@/.])@([a-z0-9_]{3,30})(?![\w@])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of itself.

    `words`: its own ones, without quotes and marks. `links`: how many addresses it leads to.
    """

    words: str
    links: int
    handles: frozenset[str]
    quoted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuotedPost:
    """Whom a quote is of, as this reader may see it, and where the whole text is."""

    name: str
    url: str


def render(text: str) -> SafeString:
    """The HTML of a Markdown text: the allow-list of common.html, nothing that could run.

    Never raises, whatever the text is; takes time in proportion to its length.
    """
    parser = _parser_for(text)
    return clean_html(parser.renderer.render(tokens_of(text), parser.options, {}))


def read(text: str) -> Reading:
    """What the services want to know of a text before they take it."""
    words: list[str] = []
    handles: set[str] = set()
    links = 0
    for token, is_quote in _leaves(tokens_of(text)):
        is_link = token.type in ("link_open", "image")
        links += is_link and not _leads_to_post(token)
        if not is_quote and token.content:
            words.append(token.content)
            if token.type == "text":
                handles.update(_HANDLE.findall(token.content))
    quoted = tuple(dict.fromkeys(int(pk) for _marks, pk in _QUOTED.findall(text)))
    return Reading(" ".join(words).strip(), links, frozenset(handles), quoted)


def with_names(rendered: str, quoted: Mapping[int, QuotedPost]) -> SafeString:
    """A rendered text whose quotes say whose they are, for one reader.

    A post that is not in `quoted` is one this reader does not see: nothing is said of it.
    """

    def name(found: re.Match[str]) -> str:
        one = quoted.get(int(found[1]))
        return f'<cite><a href="{escape(one.url)}">{escape(one.name)}</a></cite>' if one else ""

    return mark_safe(_QUOTE_LINK.sub(name, rendered))  # noqa: S308 - cleaned, and names are escaped


def without_names(rendered: str) -> SafeString:
    """A rendered text that says of no quote whose it is: for what has no one reader."""
    return with_names(rendered, {})


def posts_quoted_in(rendered: str) -> set[int]:
    """The posts whose names `with_names` will want."""
    return {int(pk) for pk in _QUOTE_LINK.findall(rendered)}


def quoted_in_source(text: str) -> set[int]:
    """The posts whose names `source_with_names` will want."""
    return {int(pk) for _marks, pk in _QUOTED.findall(text)}


def source_with_names(text: str, quoted: Mapping[int, QuotedPost]) -> str:
    """A text as it was typed, for one reader: a quote begins with a name, never with our mark."""

    def name(found: re.Match[str]) -> str:
        one = quoted.get(int(found[2]))
        return f"{found[1]}{one.name}" if one else found[1].rstrip()

    return _QUOTED.sub(name, text)


def quote_of(pk: int, text: str) -> str:
    """The source of an answer that begins with another's text."""
    lines = [f"[post:{pk}]", "", *_QUOTED.sub(r"\1", text).splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _with_quote_links(text: str) -> str:
    return _QUOTED.sub(r"\1[#\2](/forum/p/\2/)", text)


def _leads_to_post(token: Token) -> bool:
    return str(token.attrs.get("href", "")).startswith("/forum/p/")


@lru_cache(maxsize=1)
def tokens_of(text: str) -> list[Token]:
    """The text taken apart, to be read only; kept, as a text is read and then rendered."""
    parser = _parser_for(text)
    return parser.parse(_with_quote_links(text) if parser is _parser() else text)


def _parser_for(text: str) -> MarkdownIt:
    is_dressed = all(text.count(mark) <= most for mark, most in MOST.items())
    return _parser() if is_dressed else _parser(is_dressed=False)


@cache
def _parser(*, is_dressed: bool = True) -> MarkdownIt:
    """Made once: it keeps nothing between texts."""
    options = {"html": False, "breaks": True, "maxNesting": MAX_NESTING}
    parser = MarkdownIt("commonmark" if is_dressed else "zero", options)
    parser.enable(["table", "strikethrough"] if is_dressed else ["newline"])
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.push("pictures_are_links", _pictures_are_links)
    parser.core.ruler.push("link_addresses", _link_addresses)
    ask_by_letter(parser)
    return parser


Rule = Callable[[StateInline, bool], bool]
# The rules of markdown-it that read within a paragraph, by the letters each begins with.
BEGINS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "entity": "&",
}


def ask_by_letter(parser: MarkdownIt) -> None:
    """Ask at each letter the one rule that may begin there, where markdown-it asks all eleven.

    The result is the same; twenty thousand marks in a row take a fourth of the time.
    """
    ruler = parser.inline.ruler
    rules: dict[str, Rule] = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    for name in {"link", "image"} & rules.keys():
        rules[name] = _if_bracket_follows(rules[name])
    by_letter = {
        letter: rules[name]
        for name, letters in BEGINS.items()
        for letter in letters
        if name in rules
    }
    text = rules["text"]

    def asked(state: StateInline, silent: bool) -> bool:
        return by_letter.get(state.src[state.pos], text)(state, silent)

    ruler.enableOnly([])
    ruler.push("by_letter", asked)


def _if_bracket_follows(rule: Rule) -> Rule:
    """Links and pictures end their name with `]`: without one, nothing is searched for it."""

    def asked(state: StateInline, silent: bool) -> bool:
        return state.html_terminator_last("]") > state.pos and rule(state, silent)

    return asked


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = LOWERED.get(token.tag, "h6")


def _pictures_are_links(state: StateCore) -> None:
    """A picture from elsewhere would tell its host who reads this, and cost the reader's line."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = [new for token in block.children for new in _without_picture(token)]


def _without_picture(token: Token) -> list[Token]:
    if token.type != "image":
        return [token]
    address = str(token.attrs.get("src", ""))
    return _link(address, token.content or address)


def _link_addresses(state: StateCore) -> None:
    """Whole web addresses become links; a bare domain may be any two words with a full stop."""
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        found: list[Token] = []
        depth = 0
        for token in block.children:
            depth += token.nesting if token.type.startswith("link_") else 0
            plain = token.type == "text" and depth == 0 and "://" in token.content
            found.extend(_with_links(token.content) if plain else [token])
        block.children = found


def _with_links(text: str) -> Iterator[Token]:
    at = 0
    for found in _WEB_ADDRESS.finditer(text):
        address = found[0].rstrip(_CLOSING_MARKS)
        yield _text(text[at : found.start()])
        yield from _link(address, address)
        at = found.start() + len(address)
    yield _text(text[at:])


def _link(address: str, label: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": address}),
        _text(label),
        Token("link_close", "a", -1),
    ]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _leaves(tokens: list[Token]) -> Iterator[tuple[Token, bool]]:
    """The tokens that carry words, each with whether it stands in a quote."""
    depth = 0
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        elif token.type == "inline":
            yield from ((child, depth > 0) for child in token.children or ())
        elif token.type in ("fence", "code_block"):
            yield token, depth > 0
