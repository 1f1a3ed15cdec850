"""One thing that can be found, as every engine stores it (search.md §4)."""

from dataclasses import dataclass, field
from datetime import datetime

LEAST_RANK, MOST_RANK = 0.5, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDoc:
    """A finished document. All texts are plain, without markup.

    `key`: "page:12", "post:7", "member:3:guest": stable, unique, the id in every engine.
    `type` is the code of a registered Kind; `lang` a locale's code or the author's language;
    `format` what it comes as (a code the adapter has a label for). `labels`: names and aliases of
    themes and places, partners, bylines as guests see them; found like the body, never shown.
    `url` is root-relative; what is read in every language stands below none ("/forum/p/7/"), and
    the reader's is put before it (`address_for_reader`): what is stored must not depend on who
    caused it. `themes`: codes; `places`: country codes and those of the regions above
    them, as the taxonomy writes them; `year` of publication. Moments are UTC. `audience`: tokens of
    `common.audiences`, any one admits: where it lives. `ancestors`: "p:<id>" of the page and all
    above it, "c:<id>" of each collection whose file text it holds. `size`: bytes of its file.
    """

    key: str
    type: str
    lang: str
    title: str
    url: str
    audience: frozenset[str]
    summary: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    format: str = ""
    image: str = ""
    size: int | None = None
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    year: int | None = None
    published_at: datetime | None = None
    starts_at: datetime | None = None
    static_rank: float = 1.0
    ancestors: frozenset[str] = field(default_factory=frozenset)
    translation_key: str = ""

    def __post_init__(self) -> None:
        if not self.audience:
            raise ValueError(f"{self.key} lives nowhere: its audience is empty")
        if not LEAST_RANK <= self.static_rank <= MOST_RANK:
            raise ValueError(f"{self.key}: static rank {self.static_rank} is out of bounds")
        for moment in (self.published_at, self.starts_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{self.key}: {moment} is in no time zone")
