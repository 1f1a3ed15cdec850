"""A certificate as PDF: the template of the screen, our own fonts, and nothing fetched.

WeasyPrint needs Pango from the system, so it is imported here alone, when a worker prints; where
it is missing that task fails, is seen in the health report and tried again.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from learning.certification.codes import shown_code
from learning.certification.snapshots import Printed

if TYPE_CHECKING:
    from learning.models import Certificate

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
OURS = "m4d-font:"  # the one kind of address that is answered while printing


def pdf_of(certificate: "Certificate") -> bytes:
    """The certificate as tagged PDF, in its own language.

    Raises ImportError or OSError where the system has no Pango.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """Our fonts, by name. Everything else, the web and the disk, is refused (SEC23)."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(OURS)
            if not url.startswith(OURS) or name not in FONTS:
                raise FatalURLFetchingError(f"a certificate fetches nothing: {url[:80]}")
            path = settings.ROOT / "static" / "fonts" / name
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})

    html = HTML(string=html_of(certificate), base_url=OURS, url_fetcher=OwnFiles())
    printed = html.write_pdf(pdf_tags=True, pdf_variant="pdf/ua-1")
    return bytes(printed)


def html_of(certificate: "Certificate") -> str:
    """What is printed, in the language of the certificate."""
    printed = Printed.from_snapshot(certificate.snapshot)
    url = verify_url(certificate.code)
    with translation.override(printed.language):
        return render_to_string(
            "learning/certificate_paper.html",
            {
                "printed": printed,
                "code": shown_code(certificate.code),
                "verify_url": url,
                "qr": qr_of(url),
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
                "site_name": settings.SITE_NAME,
                "fonts": OURS,
            },
        )


def verify_url(code: str) -> str:
    """The whole address at which a stranger verifies; it never moves."""
    return urljoin(settings.SITE_URL, reverse("verify_code", args=[code]))


def qr_of(url: str) -> SafeString:
    """The address as a drawing, dark on light."""
    drawing = segno.make(url, error="m", micro=False)
    svg = drawing.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - drawn by segno from an address of ours
