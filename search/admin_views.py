"""Pages of the admin: what is not found, words that are never proposed, the indexes."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from common.errors import Refused
from search import reports, upkeep
from search.models import SpellWord
from search.permissions import INDEX, MEND, REPORT, SYNONYM, WORDS, can, check


class SearchPage(WagtailAdminTemplateMixin):
    """A page that one permission opens."""

    permission = ""
    page_title: Any = ""
    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check(request.user, self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[Any]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class ReportView(SearchPage, TemplateView):
    """What people look for and do not find, and what is slow."""

    permission = REPORT
    template_name = "search/admin/report.html"
    page_title = _("Search report")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("days", "")
        days = next((one for one in reports.DAYS if str(one) == asked), 30)
        add_url = reverse("wagtailsnippets_taxonomy_synonym:add")
        return super().get_context_data(**kwargs) | {
            "report": reports.report_of(days),
            "choices": reports.DAYS,
            "synonym_url": add_url if can(self.request.user, SYNONYM) else "",
            "slow_ms": reports.SLOW_MS,
        }


class BlockForm(forms.Form):
    """A word that is never to be proposed."""

    word = forms.CharField(label=_("Word"), max_length=60)
    lang = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class WordsView(SearchPage, FormView):
    """Words that "did you mean" never proposes: names, slips that stand in many texts."""

    permission = WORDS
    template_name = "search/admin/words.html"
    page_title = _("Blocked spellings")
    form_class = BlockForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("unblock", "")
        if chosen.isascii() and chosen.isdigit():
            upkeep.unblock_word(user=request.user, pk=int(chosen[:18]))
            messages.success(request, gettext("The word may be proposed again."))
            return HttpResponseRedirect(request.path)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: BlockForm) -> HttpResponse:
        try:
            row = upkeep.block_word(user=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("“%s” is never proposed.") % row.term)
        return HttpResponseRedirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blocked = SpellWord.objects.filter(blocked=True)
        return super().get_context_data(**kwargs) | {"blocked": blocked[:500]}


class IndexView(SearchPage, TemplateView):
    """What waits to be indexed, what was refused, and which indexes there are."""

    permission = INDEX
    template_name = "search/admin/index.html"
    page_title = _("Search index")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = upkeep.try_again(user=request.user, key=request.POST.get("key", "")[:100])
        said = ngettext(
            "%(number)d document is tried again within a minute.",
            "%(number)d documents are tried again within a minute.",
            number,
        )
        messages.success(request, said % {"number": number})
        return HttpResponseRedirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "sinks": reports.health(),
            "may_mend": can(self.request.user, MEND),
        }
