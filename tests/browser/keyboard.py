"""Moving by Tab alone."""

MAX_STOPS = 150


def tab_to(page, target):
    """Press Tab until `target` has the focus."""
    for _press in range(MAX_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{target} is never reached")
