"""The term lists and countries; tips, country cards and glossary."""

from demo.seed import Seed
from taxonomy.services import load_taxonomy


def load(seed: Seed) -> None:
    """All lists first: everything else points at them."""
    load_taxonomy()
