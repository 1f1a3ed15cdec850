"""How a reader wants pages shown: colours, with or without pictures, as for paper (look.md §2.2).

One cookie with six values, set by the form at `/<language>/display/` or by `?light=1` anywhere.
The server writes the theme and leaves pictures out, so nothing flashes and no script is needed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

COOKIE_AGE = 365 * 24 * 3600  # seconds
THEMES = ("system", "light", "dark")
WITHOUT_PICTURES = "-text"  # ends the cookie's value
SWITCH = {"1": True, "0": False}  # values of ?light= and ?print=


@dataclass(frozen=True, slots=True)
class Display:
    """`theme` is one of THEMES; `is_light` leaves pictures out and shortens lists."""

    theme: str = "system"
    is_light: bool = False

    @classmethod
    def parse(cls, value: str) -> "Display":
        """The display that a cookie asks for; the default for anything that is none of ours."""
        theme = value.removesuffix(WITHOUT_PICTURES)
        if theme not in THEMES:
            return cls()
        return cls(theme, is_light=value != theme)

    def __str__(self) -> str:
        return f"{self.theme}{WITHOUT_PICTURES if self.is_light else ''}"


def display_of(request: HttpRequest) -> Display:
    """What this request asks for: `?light=` before the cookie, the cookie before `Save-Data: on`.

    Also the part of a page cache's key that keeps one reader's display from another's.
    """
    cookie = request.COOKIES.get(settings.DISPLAY_COOKIE_NAME, "")
    chosen = Display.parse(cookie)
    asked = SWITCH.get(request.GET.get("light", ""))
    if asked is not None:
        return Display(chosen.theme, asked)
    if str(chosen) == cookie:
        return chosen
    return Display(is_light=request.headers.get("Save-Data", "").strip().lower() == "on")


def is_for_paper(request: HttpRequest) -> bool:
    """`?print=1`: the page as it would be printed, on the screen."""
    return SWITCH.get(request.GET.get("print", ""), False)


def remember(response: HttpResponse, display: Display) -> None:
    """Keep the choice for a year, for this site alone."""
    response.set_cookie(
        settings.DISPLAY_COOKIE_NAME,
        str(display),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


class DisplayMiddleware:
    """Remembers what `?light=` chose, and tells other caches that pages differ by display."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie", "Save-Data"))
        name = settings.DISPLAY_COOKIE_NAME
        if request.GET.get("light", "") in SWITCH and name not in response.cookies:
            display = display_of(request)
            if request.COOKIES.get(name) != str(display):
                remember(response, display)
        return response
