"""What several of these tests do."""

import re

from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from library.models import CollectionItem


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def titles(page):
    return re.findall(r'result-row__title"><a [^>]*>([^<]+)<', page)


def close(page):
    rule = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    rule.groups.set([Group.objects.get_or_create(name="Inside")[0]])


def put_into(collection, *pages, note=""):
    for at, page in enumerate(pages):
        CollectionItem.objects.create(
            collection=collection, page=page, note=note, sort_order=at, locale=collection.locale
        )
