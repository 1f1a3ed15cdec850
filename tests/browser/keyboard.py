"""Moving by Tab alone."""

MAX_STOPS = 150


HAS_IT = "(one) => one === document.activeElement"
GROUP_HAS_IT = "(one) => one.name === document.activeElement.name"  # one stop for all its choices


def tab_to(page, target, *, until=HAS_IT):
    """Press Tab until `target` has the focus."""
    for _press in range(MAX_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate(until):
            return
    raise AssertionError(f"{target} is never reached")
