import factory
from wagtail.models import Locale

from taxonomy import models


def english():
    return Locale.objects.get_or_create(language_code="en")[0]


class TermFactory(factory.django.DjangoModelFactory):
    """A term that is offered, with a code and an English name of its own."""

    class Meta:
        abstract = True
        django_get_or_create = ("code",)

    name = factory.LazyAttribute(lambda term: term.code.replace("-", " ").capitalize())
    order = factory.Sequence(int)


class ThemeFactory(TermFactory):
    class Meta:
        model = models.Theme

    code = factory.Sequence("theme-{}".format)


class CountryFactory(TermFactory):
    class Meta:
        model = models.Country

    code = factory.Iterator(["SN", "PH", "MD", "EC", "AM", "GE", "JM", "NG"])


class FocusAreaFactory(TermFactory):
    class Meta:
        model = models.FocusArea

    code = factory.Sequence("focus-{}".format)
    scheme = "jmdi"


class TagFactory(TermFactory):
    class Meta:
        model = models.Tag

    code = factory.Sequence("tag-{}".format)


class TipGroupFactory(TermFactory):
    class Meta:
        model = models.TipGroup

    code = factory.Sequence("group-{}".format)


class SDGGoalFactory(TermFactory):
    class Meta:
        model = models.SDGGoal

    code = factory.Sequence("{}".format)


class SDGTargetFactory(TermFactory):
    class Meta:
        model = models.SDGTarget

    code = factory.Sequence("1.{}".format)
    goal = factory.SubFactory(SDGGoalFactory)


class GCMObjectiveFactory(TermFactory):
    class Meta:
        model = models.GCMObjective

    code = factory.Sequence("gcm-{}".format)
    title = factory.SelfAttribute("name")


class TipFactory(factory.django.DjangoModelFactory):
    """A tip in English, in a group of its own unless the test says which."""

    class Meta:
        model = models.Tip
        skip_postgeneration_save = True

    group = factory.SubFactory(TipGroupFactory)
    title = factory.Sequence("Tip {}".format)
    text = "Ask people what they want before you count them."
    locale = factory.LazyFunction(english)
