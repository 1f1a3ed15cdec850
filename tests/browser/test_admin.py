"""Editors work at `/cms/` under its content policy, which allows no inline script (SEC2).

Wagtail would start its widgets by inline scripts; ours are started by static/admin/starters.js.
"""

import pytest


@pytest.fixture
def violations():
    return []


@pytest.fixture
def desk(new_context, signed_in, violations):
    """A page of somebody who may do everything; what the policy blocks is noted."""
    page = new_context(storage_state=signed_in("admin")).new_page()
    page.set_viewport_size({"width": 1280, "height": 900})

    def said(message):
        if "Content Security Policy" in message.text:
            violations.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: violations.append(str(error)))
    return page


@pytest.mark.parametrize(
    "path",
    ["/cms/", "/cms/users/", "/cms/images/", "/cms/documents/"],
)
def test_a_list_of_the_desk_breaks_no_policy(desk, violations, path):
    assert desk.goto(path).status == 200
    desk.wait_for_load_state("networkidle")
    assert violations == []
