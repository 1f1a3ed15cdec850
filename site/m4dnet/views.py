"""Views of the site itself, of no app's subject."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.display import THEMES, display_of, remember
from common.formkit import SeeOther
from m4dnet.forms import DisplayForm
from m4dnet.samples import WORDS, samples


def not_here(request: HttpRequest) -> HttpResponse:
    """For addresses of libraries that this site does without."""
    raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """`/<language>/display/`: colours and pictures, kept in one cookie (look.md §2.2)."""
    now = display_of(request)
    if request.method == "POST":
        form = DisplayForm(request.POST)
        if form.is_valid():
            response = SeeOther(f"{reverse('display')}?saved=1")
            remember(response, form.display())
            return response
    else:
        form = DisplayForm(initial={"theme": now.theme, "is_light": now.is_light})
    context = {"form": form, "page_kind": "display", "is_saved": "saved" in request.GET}
    return render(request, "display.html", context)


@never_cache
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """`/styleguide/`: every component in every state, where the settings allow it.

    `?lang=` one of the interface's languages and Arabic, `?dir=` rtl or ltr, `?theme=` a scheme.
    """
    asked = request.GET.get("lang", "")
    known = {*WORDS, *(code for code, _name in settings.LANGUAGES)}
    language = asked if asked in known else settings.LANGUAGE_CODE
    context = {"page_kind": "styleguide", "samples": samples(language)}
    if request.GET.get("dir") in ("rtl", "ltr"):
        context["direction"] = request.GET["dir"]
    if request.GET.get("theme") in THEMES:
        context["theme"] = request.GET["theme"]
    with translation.override(language):
        return render(request, "styleguide/page.html", context)
