"""A learner's certificate, its file, and the page at which a stranger verifies it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Refused
from common.formkit import SeeOther
from common.languages import reading_language
from common.ratelimit import Limit, client_network
from common.serving import serve_file
from learning import services
from learning.certification.codes import Mistyped, read_code, shown_code
from learning.certification.printing import verify_url
from learning.certification.snapshots import Printed
from learning.forms import NameForm
from learning.models import Certificate, CertificateStatus, Enrolment
from learning.permissions import can_replace_certificate
from members.bylines import own_name

LOOKS = Limit("verify", 30, 60)  # look-ups a minute from one place
READ = ["GET", "HEAD"]


# --- The learner's own --------------------------------------------------------------------------
@never_cache
@login_required
@require_http_methods([*READ, "POST"])
def certificate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm the name and get the certificate; later: where it is, and its name corrected once."""
    enrolment = _own(request, uuid)
    held = enrolment.certificates.order_by("-pk").first()
    is_valid = held is not None and held.status == CertificateStatus.VALID
    form = NameForm(
        request.POST if request.method == "POST" else None,
        initial={"printed_name": held.snapshot["name"] if held else own_name(request.user)},  # type: ignore[arg-type]
    )
    if form.is_valid():
        try:
            _give(request, enrolment, held if is_valid else None, form.cleaned_data["printed_name"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return SeeOther(reverse("learning:certificate", args=[enrolment.uuid]))
    context = {
        "page_kind": "certificate",
        "form": form,
        "held": held,
        "is_valid": is_valid,
        "enrolment": enrolment,
        "may_correct": is_valid
        and held is not None
        and can_replace_certificate(request.user, held),
        **(_shown(held) if held else {}),
    }
    return render(request, "learning/certificate.html", context)


def _give(
    request: HttpRequest, enrolment: Enrolment, held: Certificate | None, name: str
) -> Certificate:
    member: Any = request.user
    if held is None:
        return services.issue_certificate(
            enrolment=enrolment, printed_name=name, by=member, language=reading_language()
        )
    if held.snapshot["name"] == name:
        return held
    new = services.replace_certificate(certificate=held, printed_name=name, by=member)
    messages.success(
        request, _("The name is corrected. The old certificate says that it is replaced.")
    )
    return new


@login_required
@require_POST
def withdraw_name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The holder wants to be verified no longer."""
    enrolment = _own(request, uuid)
    member: Any = request.user
    if services.withdraw_certificates(enrolment=enrolment, by=member):
        messages.success(request, _("Your name is removed. The code tells that you withdrew it."))
    return SeeOther(reverse("learning:certificate", args=[enrolment.uuid]))


@never_cache
@login_required
@require_safe
def certificate_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The bytes that were printed once. Others' answer 404, not 403 (learning.md §21)."""
    found = get_object_or_404(Certificate.objects.visible_to(request.user), uuid=uuid)
    if not found.pdf:
        raise Http404
    try:
        return serve_file(
            request,
            found.pdf,
            name=f"certificate-{shown_code(found.code)}.pdf",
            content_type="application/pdf",
            etag=found.pdf_sha256,
        )
    except FileNotFoundError as problem:
        raise Http404 from problem


def _own(request: HttpRequest, uuid: UUID) -> Enrolment:
    """The reader's own completed enrolment; others' answer 404."""
    mine = Enrolment.objects.filter(user=request.user.pk, completed_at__isnull=False)
    return get_object_or_404(mine, uuid=uuid)


# --- Verifying ----------------------------------------------------------------------------------
@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A form for the code on a certificate. Nothing is ever searched by name."""
    text = request.GET.get("code", "")
    if not text:
        return _verifying(request, {})
    try:
        return SeeOther(reverse("verify_code", args=[read_code(text)]))
    except Mistyped:
        return _verifying(request, {"typed": text[:60], "is_mistyped": True})


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is printed on the certificate of this code, and whether it holds today.

    A code that was never given out looks the same whatever it is, and is never guessed twice as
    fast: the limit is taken before anything is looked up.
    """
    LOOKS.take(client_network(request))
    try:
        stored = read_code(code)
    except Mistyped:
        return _verifying(request, {"typed": code[:60], "is_mistyped": True})
    if stored != code:
        return SeeOther(reverse("verify_code", args=[stored]))
    found = Certificate.objects.filter(code=stored).select_related("replaced_by").first()
    if found is None:
        return _verifying(request, {"typed": shown_code(stored), "is_unknown": True})
    return _verifying(request, {"held": found, **_shown(found)})


def _shown(found: Certificate) -> dict[str, Any]:
    successor = found.replaced_by
    return {
        "printed": Printed.from_snapshot(found.snapshot),
        "code": shown_code(found.code),
        "verify_url": verify_url(found.code),
        "successor_url": reverse("verify_code", args=[successor.code]) if successor else "",
        "size": _size_of(found),
    }


def _size_of(found: Certificate) -> int | None:
    """Bytes of the file; None where there is none."""
    try:
        return int(found.pdf.size) if found.pdf else None
    except FileNotFoundError:
        return None


def _verifying(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Always 200: a 404 outside the languages would be sent on to a page in one of them."""
    frame = {"page_kind": "verify", "crumb": _("Verify a certificate")}
    response = render(request, "learning/verify.html", frame | context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
