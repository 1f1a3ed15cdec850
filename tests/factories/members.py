import factory

from members.models import Organisation, User


class UserFactory(factory.django.DjangoModelFactory):
    """An active account with a confirmed address at the reserved test domain."""

    class Meta:
        model = User

    email = factory.Sequence("person-{}@example.org".format)
    first_name = "Maya"
    last_name = "Beispiel"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A body of which only the name is known."""

    class Meta:
        model = Organisation

    name = factory.Sequence("Organisation {}".format)
