"""Links between records: made last, when every page they name is there."""

from demo.loaders import library, taxonomy
from demo.seed import Seed


def load(seed: Seed) -> None:
    """From tips and from resources to the pages their sources name (R17)."""
    taxonomy.link_see_also(seed)
    library.link_see_also(seed)
