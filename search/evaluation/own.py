"""Own judgements: what a search of the site should show first, in a file that people can read."""

import csv
from collections import defaultdict
from pathlib import Path

from search.access import anonymous_principal
from search.evaluation.judging import Judged, ndcg
from search.request import SearchRequest
from search.selectors import query


def judgements_in(path: Path) -> dict[str, list[Judged]]:
    """Language → judged queries, from lines of lang, query, url and grade (0–3) below a header.

    Raises OSError where the file is missing, ValueError or KeyError where a line is none of ours.
    """
    grades: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    with path.open(newline="") as file:
        for line in csv.DictReader(file):
            grades[line["lang"], line["query"]][line["url"]] = int(line["grade"])
    judged: dict[str, list[Judged]] = defaultdict(list)
    for (lang, text), urls in grades.items():
        judged[lang].append(Judged(f"{lang} {text}", text, urls))
    return judged


def own_scores(judged: dict[str, list[Judged]]) -> dict[str, float]:
    """nDCG@10 by query, asked as a visitor asks: the first page of the live index."""
    scores = {}
    for lang, queries in judged.items():
        anybody = anonymous_principal(lang)
        for one in queries:
            results = query(SearchRequest(text=one.text, lang=lang), anybody)
            scores[one.id] = ndcg([hit.url for hit in results.hits], one.grades)
    return scores
