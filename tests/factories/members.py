import factory
from allauth.account.models import EmailAddress

from members.models import MemberProfile, Organisation, User

PASSWORD = "four-rivers-meet-at-noon"


class UserFactory(factory.django.DjangoModelFactory):
    """An active account with a confirmed address at the reserved test domain."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person-{}@example.org".format)
    first_name = "Maya"
    last_name = "Beispiel"

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class ProfileFactory(factory.django.DjangoModelFactory):
    """A person as members see them; name, type and country open to members."""

    class Meta:
        model = MemberProfile

    user = factory.SubFactory(UserFactory)
    display_name = "Maya Beispiel"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A body of which only the name is known."""

    class Meta:
        model = Organisation

    name = factory.Sequence("Organisation {}".format)
