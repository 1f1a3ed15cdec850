"""`python -m benchmarks.stock_forum.sessions 1 2 3`: the cookies of these members, as JSON."""

import json
import os
import sys

import django


def main() -> None:
    """Print {number: cookie} as one line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock_forum.settings"
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    found = {}
    for user in get_user_model().objects.filter(pk__in=[int(one) for one in sys.argv[1:]]):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        found[user.pk] = f"{name}={client.cookies[name].value}"
    print(json.dumps(found))


if __name__ == "__main__":
    main()
