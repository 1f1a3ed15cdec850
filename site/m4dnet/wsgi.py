"""The WSGI application gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "m4dnet.settings.production")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - readable only now

from common.front_door import FrontDoor  # noqa: E402 - readable only now
from m4dnet.warming import warm_up  # noqa: E402 - readable only now

if not settings.DEBUG:  # the reloader starts often, and reads templates anew anyway
    warm_up()

application = FrontDoor(_django, has_proxy=settings.TRUSTED_PROXY_COUNT > 0)
