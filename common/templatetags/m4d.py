"""Tags every template has without loading them: icons, drawings, dates, numbers, controls."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django import forms, template
from django.forms import BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext

from common import drawing, html, icons, metadata, slots, unsent
from common.languages import cldr_locale as _locale
from common.partial_dates import PartialDate, day_words
from common.printed import printed as printed_once
from common.reader import viewer_of
from common.zones import deadline_words, place_of

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "", points: str = "") -> SafeString:
    """`{% icon "search" %}`, `{% icon "mail" size="small" %}`; arrows: `points="back"`."""
    return icons.icon_svg(name, size=size, points=points)


@register.simple_tag
def icon_names() -> list[str]:
    """All icons there are, for the gallery."""
    return sorted(icons.names())


@register.simple_tag(takes_context=True)
def printed(context: Context, template_name: str, **values: Any) -> SafeString:
    """`{% printed "forum/topic_row.html" row=row %}`: as `include … only`, made once for all.

    For what stands many times on a page; `values` need a hash. What is the reader's own, a moment
    in their zone, has a name that begins with `own_` (`common.printed`).
    """
    own = {name: values.pop(name) for name in [*values] if name.startswith("own_")}
    return printed_once(template_name, values, own, csrf_token=lambda: str(context["csrf_token"]))


@register.simple_tag
def colon() -> str:
    """Between a title and what it is about: French has a narrow space before it."""
    return gettext("%(title)s: %(subject)s") % {"title": "", "subject": ""}


@register.filter
def long_date(value: Any) -> str:
    """14 March 2026, with the month in words; of a moment the day in the reader's zone.

    Takes a date, a moment, a PartialDate or its text; what is none of these is shown as it is.
    """
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return day_words(value, _locale())
    return partial_words(value)


@register.filter
def long_moment(value: datetime) -> str:
    """14 March 2026, 15:09, in the reader's zone: for sentences, which name the zone beside it."""
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{long_date(moment)}, {moment:%H:%M}"


@register.filter
def machine_date(value: Any) -> str:
    """What the `datetime` attribute of `<time>` needs for anything `long_date` takes."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def deadline(value: Any) -> str:
    """A moment by which something must be done, in the reader's zone and UTC, both named."""
    return deadline_words(value) if isinstance(value, datetime) else ""


@register.filter
def zone_name(value: Any) -> str:
    """The place whose clocks show a moment as it is printed: Guayaquil, or UTC."""
    return place_of(timezone.get_current_timezone_name())


@register.filter
def short_month(value: Any) -> str:
    """The month's short name beside a large day: "Nov"."""
    return format_skeleton("MMM", value, locale=_locale()) if isinstance(value, date) else ""


@register.filter
def partial_words(value: Any) -> str:
    """`2016`, `October 2016` or `31 October 2016`, from a PartialDate or its text."""
    if isinstance(value, PartialDate):
        return value.words()
    text = str(value or "")
    try:
        return PartialDate.parse(text).words()
    except ValueError:
        return text


@register.filter
def number(value: Any) -> str:
    """1,204 as the reader's language writes it; what is no number is shown as it is."""
    if not is_number(value):
        return str(value if value is not None else "")
    return str(format_decimal(value, locale=_locale()))


@register.filter
def language_name(code: str) -> str:
    """What the reader's language calls the language `code`; the code where nobody knows it."""
    return _language_name(code, _locale())


@lru_cache(maxsize=1024)  # a list names the same few languages again and again
def _language_name(code: str, locale: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(locale) or code
    except (UnknownLocaleError, ValueError, TypeError):
        return code


@register.filter
def direction_of(code: str) -> str:
    """`rtl` or `ltr` for the language `code`."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def initials(name: str) -> str:
    """One or two letters for a person without a portrait: the first and the last word's."""
    words = [word for word in str(name or "").split() if word[0].isalpha()]
    letters = [words[0][0], *(word[0] for word in words[1:][-1:])] if words else ["–"]
    return "".join(letters)


# --- Forms ------------------------------------------------------------------------------------
@register.filter
def field_kind(field: BoundField) -> str:
    """How `components/field.html` lays a field out: hidden, box, choices, group or control."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "box"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "group" if widget.use_fieldset else "control"


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a field, with the class of ours; what the widget names itself stays."""
    classes = f"input {field.field.widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs={"class": classes})


@register.filter
def field_anchor(field: BoundField) -> str:
    """The id that a link to a field leads to: its control, or its first choice."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag(takes_context=True)
def author_field(context: Context) -> SafeString:
    """`{% author_field %}` beside the token of a form: what is typed in it is kept (unsent)."""
    request = getattr(context, "request", None) or context["request"]
    return format_html(
        '<input type="hidden" name="{}" value="{}">',
        unsent.FIELD,
        unsent.author_token(viewer_of(request)),
    )


@register.filter
def is_number(value: Any) -> bool:
    """Whether a cell of a table is set flush with the others' last figures."""
    return isinstance(value, int | float) and not isinstance(value, bool)


# --- For search engines and other sites -------------------------------------------------------
@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The one address of the page that is being rendered."""
    return metadata.canonical_url(context["page"], context["request"])


@register.simple_tag
def breadcrumb_data(crumbs: Any) -> dict[str, Any] | None:
    """The breadcrumb for search engines; None on the front page."""
    return metadata.breadcrumb_data(list(crumbs or []))


register.filter("json_ld", html.json_ld)
register.filter("territory", metadata.territory)


# --- What apps above put here -------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def slot(context: Context, place: str, subject: Any = None) -> SafeString:
    """`{% slot "me" %}`: what apps of higher floors show in this place (common.slots)."""
    parts = []
    for one in slots.fillings(place):
        found = one.find(context["viewer"], context.get("request"), subject)
        if found is not None:
            template = context.template.engine.get_template(one.template)  # type: ignore[union-attr]
            with context.push(**found):
                parts.append(template.render(context))
    return format_html_join("", "{}", ((part,) for part in parts))


# --- Drawings ---------------------------------------------------------------------------------
@register.simple_tag
def cover(seed: Any, series: Any = 0) -> SafeString:
    """`{% cover page.pk %}`: a drawing for an item without a picture, the same each time."""
    return drawing.cover_svg(str(seed), series=int(series or 0))


@register.simple_tag
def lost_arc() -> SafeString:
    """`{% lost_arc %}`: the drawing of pages that are not there."""
    return drawing.lost_svg()
