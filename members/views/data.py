"""One's own data as a file (PRV2)."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import personal_data
from members import limits


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Says what the file holds; the button gives it, to somebody who has just shown who they are.

    JSON, everything that any app registers in common.personal_data, by name.
    """
    member: Any = request.user
    if request.method != "POST":
        context = {"crumb": _("Your data as a file"), "page_kind": "account"}
        return render(request, "members/export.html", context)
    limits.CHANGES_OF_ACCOUNT.take(member.pk)
    if not reauthentication.did_recently_reauthenticate(request):
        ways = get_adapter().get_reauthentication_methods(member)
        return reauthentication.suspend_request(request, ways[0]["url"])
    held = personal_data.export(member)
    now = timezone.now()
    content = json.dumps(
        {"site": request.get_host(), "at": now, "data": held},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=1,
    )
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.json"'
    return response
