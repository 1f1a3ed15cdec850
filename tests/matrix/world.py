"""A site with one thing of every kind that has an address, and one person in every role."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation, TranslationSource

from common.models import SiteDocument, SiteImage, SiteSettings
from events.models import Session
from home.models import Milestone
from learning.models import BankTag, CourseRun, ImportBatch
from library.models import (
    CollectionIndexPage,
    CollectionPage,
    Contributor,
    SeriesIndexPage,
    SeriesPage,
)
from m4dnet.roles import ADMINS, EDITORS, MODERATORS, NEWS_EDITORS, setup_roles
from members.models import Organisation
from members.models.users import UserState
from news.models import InterviewIndexPage, InterviewPage, InterviewSeriesPage, NewsIndexPage
from taxonomy import models as terms
from tests import files
from tests.factories import home as make
from tests.factories.library import make_file
from tests.factories.members import ProfileFactory, UserFactory
from tests.factories.news import put
from tests.factories.quizzes import make_question, make_quiz
from tests.factories.taxonomy import CountryFactory, ThemeFactory, TipFactory

ROLES = (
    "anonymous",
    "newcomer",
    "member",
    "suspended",
    "moderator",
    "news_editor",
    "editor",
    "administrator",
    "admin",
)
GROUPS = {
    "moderator": MODERATORS,
    "news_editor": NEWS_EDITORS,
    "editor": EDITORS,
    "administrator": ADMINS,
}


@dataclass(slots=True)
class World:
    """People by role, pages by name, and one row of each model that addresses name by number."""

    people: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    rows: dict[type[Model], Model] = field(default_factory=dict)

    def keep(self, row: Model) -> Any:
        self.rows[type(row)] = row
        return row

    def row(self, model: type[Model]) -> Model:
        """The row kept of `model`, else the first there is."""
        return self.rows.get(model) or model._default_manager.order_by("pk")[0]


def make_world() -> World:
    """Everything, in English; the sections in French and Spanish too."""
    world = World()
    make.make_site("en", "fr", "es")
    setup_roles()
    _people(world)
    _terms(world)
    _files(world)
    _records(world)
    _news(world)
    _desk(world)
    Site.clear_site_root_paths_cache()
    return world


def _people(world: World) -> None:
    world.people["anonymous"] = AnonymousUser()
    world.people["newcomer"] = UserFactory()
    world.people["member"] = ProfileFactory(display_name="Amina Voorbeeld").user
    world.people["suspended"] = UserFactory(state=UserState.SUSPENDED)
    for role, group in GROUPS.items():
        world.people[role] = UserFactory(first_name=role)
        world.people[role].groups.add(Group.objects.get(name=group))
    world.people["admin"] = UserFactory(is_superuser=True)
    world.keep(UserFactory(first_name="Somebody"))


def _terms(world: World) -> None:
    """One term of each vocabulary, one snippet of each kind."""
    goal = world.keep(terms.SDGGoal.objects.create(code="10", name="Reduced inequalities"))
    world.keep(terms.SDGTarget.objects.create(code="10.7", name="Mobility", goal=goal))
    world.keep(ThemeFactory(code="diaspora", name="Diaspora"))
    world.keep(CountryFactory(code="SN", name="Senegal"))
    world.keep(Organisation.objects.create(name="International Centre", acronym="IC"))
    english = Locale.objects.get(language_code="en")
    tip = world.keep(TipFactory(locale=english))
    world.keep(tip.group)
    world.keep(
        terms.CountryCard.objects.create(
            country=world.rows[terms.Country], source="A report", year=2020, locale=english
        )
    )
    world.keep(
        terms.GlossaryTerm.objects.create(term="Remittance", definition="Money.", locale=english)
    )
    world.keep(
        Milestone.objects.create(date="2017-11", title="It ends", source="Report", locale=english)
    )
    world.keep(terms.Synonym.objects.create(words="money sent home", means="remittances"))
    world.keep(terms.Acronym.objects.create(words="GFMD", means="Global Forum"))
    tag = world.keep(BankTag.objects.create(path="core"))
    question = world.keep(make_question(tags=[tag], locale=english))
    world.keep(make_quiz(question, locale=english))
    world.keep(
        ImportBatch.objects.create(
            file_name="core.gift", locale=english, at=timezone.now(), report={"rows": []}
        )
    )
    world.keep(CourseRun.objects.create(course_key=uuid4(), name="Open to all"))
    for model in get_snippet_models():
        if model not in world.rows:
            world.keep(model.objects.create(code="one", name="One"))


def _files(world: World) -> None:
    image = SiteImage(title="Harbour", description="Boats in a harbour")
    image.file = ContentFile(files.picture(size=(40, 30)), "harbour.png")
    image.width, image.height, image.file_size = 40, 30, image.file.size
    image.save()
    world.keep(image)
    world.keep(SiteDocument.objects.create(title="Guide", file=ContentFile(files.PDF, "guide.pdf")))


def _records(world: World) -> None:
    about = {
        "themes": [world.rows[terms.Theme]],
        "countries": [world.rows[terms.Country]],
    }
    record = make.a_record(title="Guide", slug="guide", date="2014-04-23", **about)
    file = make_file(document=world.rows[SiteDocument])
    file.page = record
    file.save()
    world.keep(file)
    Contributor.objects.create(page=record, name="Maya Beispiel", role="author")
    world.pages["record"] = record
    series = make.section(SeriesIndexPage)
    world.pages["series"] = put(SeriesPage, series, title="Papers", slug="papers")
    collections = make.section(CollectionIndexPage)
    world.pages["collection"] = put(
        CollectionPage, collections, title="Toolkit", slug="toolkit", collection_kind="toolkit"
    )
    world.pages["theme"] = make.theme_page(world.rows[terms.Theme])
    world.pages["country"] = make.country_page(world.rows[terms.Country])


def _news(world: World) -> None:
    pages = world.pages
    pages["news"] = make.a_news(title="Figures", slug="figures", date=date(2026, 11, 20))
    pages["entry"] = make.an_entry(title="Lessons", slug="lessons", date=date(2026, 11, 18))
    pages["interviews"] = put(
        InterviewSeriesPage, make.section(InterviewIndexPage), title="#talks", slug="talks"
    )
    pages["interview"] = put(
        InterviewPage, pages["interviews"], title="A talk", slug="a-talk", interviewee="Ana"
    )
    event = make.an_event(
        title="Open hour", slug="open-hour", zone="Africa/Nairobi", city="Nairobi"
    )
    event.sessions = [
        Session(
            title="Opening",
            day=date(2026, 12, 3),
            start_time=time(9),
            end_time=time(10),
            zone="Africa/Nairobi",
        )
    ]
    event.save()
    pages["event"] = event
    pages["section"] = make.section(NewsIndexPage)
    pages["draft"] = make.a_news(title="Draft", slug="draft", live=False)


def _desk(world: World) -> None:
    """What editors' addresses name: a revision, a redirect, a translation."""
    news = world.pages["news"]
    world.keep(news.save_revision())
    world.keep(SiteSettings.load())
    world.keep(Redirect.objects.create(old_path="/old", redirect_page=news))
    source, _is_new = TranslationSource.update_or_create_from_instance(news)
    world.keep(source)
    french = Locale.objects.get(language_code="fr")
    translation = world.keep(Translation.objects.create(source=source, target_locale=french))
    translation.save_target(publish=False)
