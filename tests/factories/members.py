import factory

from members.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """An active account with a confirmed address at the reserved test domain."""

    class Meta:
        model = User

    email = factory.Sequence("person-{}@example.org".format)
    first_name = "Maya"
    last_name = "Beispiel"
