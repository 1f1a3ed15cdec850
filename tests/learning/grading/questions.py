"""Compiled questions in short."""


def single(weights):
    return {
        "type": "single",
        "choices": [{"key": key, "weight": weight} for key, weight in weights.items()],
    }


def multiple(weights):
    return single(weights) | {"type": "multiple"}


def true_false(right):
    return {"type": "true_false", "right": right}


def short_text(*patterns, case_sensitive=False):
    """Each pattern is a text worth 1, or a pair (text, weight)."""
    pairs = [one if isinstance(one, tuple) else (one, "1") for one in patterns]
    return {
        "type": "short_text",
        "case_sensitive": case_sensitive,
        "answers": [
            {"key": f"a{at}", "pattern": pattern, "weight": weight}
            for at, (pattern, weight) in enumerate(pairs)
        ],
    }


def interval(value, tolerance="0", kind="nominal", weight="1", key="a"):
    return {"key": key, "value": value, "tolerance": tolerance, "kind": kind, "weight": weight}


def numeric(*answers, locale="en", units=(), unit_mode="none", penalty="0", base="mark"):
    return {
        "type": "numeric",
        "locale": locale,
        "answers": list(answers),
        "units": [{"text": text, "multiplier": by} for text, by in units],
        "unit_mode": unit_mode,
        "unit_penalty": penalty,
        "penalty_base": base,
    }


def matching(pairs, extra=()):
    """`pairs` are stems with their options; an option's key is its text."""
    options = dict.fromkeys([*pairs.values(), *extra])
    return {
        "type": "matching",
        "stems": [{"key": stem, "option": option} for stem, option in pairs.items()],
        "options": [{"key": option} for option in options],
    }
