"""Views of the site itself, of no app's subject."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.display import display_of, remember
from common.formkit import SeeOther
from m4dnet.forms import DisplayForm


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
