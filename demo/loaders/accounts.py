"""The demo accounts of the test contract (C3): named by role, at a reserved domain."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group

from demo.seed import EPOCH, Seed
from members.models import MemberProfile, User, UserState
from members.services import block_member
from taxonomy.models import Country, MemberType

DOMAIN = "demo.example"
# name of the account: (name people see, groups, country, type)
ACCOUNTS = {
    "admin": ("Ada Exemplo", ["Admins"], "PT", "international-organisation"),
    "editor": ("Emil Beispiel", ["Editors"], "AT", "international-organisation"),
    "news-editor": ("Nadia Exemple", ["News editors"], "FR", "civil-society"),
    "moderator": ("Moussa Mfano", ["Moderators"], "KE", "civil-society"),
    "host": ("Hawa Misali", [], "NE", "civil-society"),
    "trainer": ("Fadia Mithal", [], "JO", "academia"),
    "learner": ("Lucía Muestra", [], "EC", "government"),
    "member-a": ("Amina Voorbeeld", [], "MA", "government"),
    "member-b": ("Bogdan Exemplu", [], "MD", "diaspora-organisation"),
    "member-c": ("Cezar Przykład", [], "PL", "civil-society"),
    "newcomer": ("Nilo Ejemplo", [], "EC", "academia"),
    "suspended": ("Sven Exempel", [], "SE", "private-sector"),
    # Members so far: private groups and the dashboards of donors and countries come later.
    "group-member": ("Gela Nimushi", [], "GE", "government"),
    "donor": ("Dora Uzorakova", [], "CH", "international-organisation"),
    "partner": ("Paz Halimbawa", [], "PH", "government"),
}
BLOCKS = [("member-a", "member-c")]  # who blocks, who is blocked


def load(seed: Seed) -> None:
    """Make the accounts, only where the settings say that this is the demo."""
    if not getattr(settings, "DEMO", False):
        seed.say("accounts: none, as these settings are not the demo's")
        return
    for login, (name, groups, country, kind) in ACCOUNTS.items():
        email = f"{login}@{DOMAIN}"
        user = User.objects.filter(email=email).first() or User(email=email, handle=_handle(login))
        if not check_password(settings.DEMO_PASSWORD, user.password or "!"):
            user.set_password(settings.DEMO_PASSWORD)
        user.first_name, user.last_name = name.split(" ", 1)
        if login == "suspended":
            user.state = UserState.SUSPENDED
            user.suspended_until = EPOCH + timedelta(days=3_650)
            user.suspension_reason = "An example: this account shows what a suspension does."
        user.save()
        user.groups.set(Group.objects.filter(name__in=groups))
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        MemberProfile.objects.get_or_create(
            user=user,
            defaults={
                "display_name": name,
                "country_of_residence": Country.objects.filter(code=country).first(),
                "member_type": MemberType.objects.filter(code=kind).first(),
            },
        )
    people = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    for blocker, blocked in BLOCKS:
        block_member(member=people[f"{blocker}@{DOMAIN}"], other=people[f"{blocked}@{DOMAIN}"])
    seed.say(f"accounts: {len(ACCOUNTS)}")


def _handle(login: str) -> str:
    return login.replace("-", "_")
