"""`search_eval`: how good the order is, and how fast (search.md §18)."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.backends import engines
from search.backends.base import Engine
from search.evaluation import latency
from search.evaluation.collections import collection_in, index_of, scores_of
from search.evaluation.judging import mean
from search.evaluation.own import judgements_in, own_scores
from search.models import Sink

FLOOR = 0.363  # within .01 of plain BM25 on Cranfield (.373)
WORST = 10  # queries that are listed without --every
DOCUMENTS = 100_000  # what the budget of milliseconds is for


class Command(BaseCommand):
    """Both in an index of its own that goes afterwards; readers notice nothing."""

    help = (
        "Judge the order of finds on a test collection, and measure how long a search takes. "
        "Exits 1 below the floor or over the budget."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--collection",
            default=os.environ.get("RELEVANCE_DIR", ""),
            help="folder with docs.jsonl, queries.jsonl and qrels.tsv; else RELEVANCE_DIR",
        )
        parser.add_argument(
            "--judgements", help="CSV of lang, query, url, grade: asked of the live index"
        )
        parser.add_argument("--floor", type=float, default=FLOOR, help="least mean nDCG@10")
        parser.add_argument("--every", action="store_true", help="list every query")
        parser.add_argument("--bench", action="store_true", help="measure milliseconds")
        parser.add_argument("--documents", type=int, default=DOCUMENTS, help="for --bench")
        parser.add_argument("--rounds", type=int, default=5, help="for --bench")
        parser.add_argument("--sink", choices=("embedded", "elastic"), default="embedded")

    def handle(self, **options: Any) -> None:
        if not options["collection"] and not options["bench"]:
            raise CommandError(
                "Nothing to do: give --collection DIR (or RELEVANCE_DIR) or --bench."
            )
        try:
            engine = engines.of_sink(options["sink"])
        except LookupError as missing:
            raise CommandError(str(missing)) from missing
        missed = []
        if options["collection"]:
            missed += self._judge(engine, options)
        if options["judgements"]:
            missed += self._judge_site(options)
        if options["bench"]:
            missed += self._measure(engine, options)
        if missed:
            raise CommandError("; ".join(missed))

    def _judge(self, engine: Engine, options: dict[str, Any]) -> list[str]:
        try:
            collection = collection_in(Path(options["collection"]))
        except OSError as missing:
            raise CommandError(f"No test collection there: {missing}") from missing
        with index_of(engine, f"m4d-eval-{os.getpid()}", collection.documents) as name:
            scores = scores_of(engine, name, collection)
        texts = {query.id: f"{query.id:>4}  {query.text}" for query in collection.queries}
        return self._told(f"{engine.name}, {options['collection']}", scores, texts, options)

    def _judge_site(self, options: dict[str, Any]) -> list[str]:
        try:
            judged = judgements_in(Path(options["judgements"]))
        except OSError as missing:
            raise CommandError(f"No judgements there: {missing}") from missing
        scores = own_scores(judged)
        return self._told(options["judgements"], scores, {one: one for one in scores}, options)

    def _told(
        self, what: str, scores: dict[str, float], texts: dict[str, str], options: dict[str, Any]
    ) -> list[str]:
        """Say how it went. Returns what was missed."""
        worst = sorted(scores, key=scores.__getitem__)
        for query in texts if options["every"] else worst[:WORST]:
            self.stdout.write(f"{scores[query]:.3f}  {texts[query][:90]}")
        reached, floor = mean(list(scores.values())), options["floor"]
        self.stdout.write(
            f"{what}: nDCG@10 {reached:.4f} over {len(scores)} queries (floor {floor:.3f})"
        )
        return [] if reached >= floor else [f"nDCG@10 {reached:.4f} is below the floor"]

    def _measure(self, engine: Engine, options: dict[str, Any]) -> list[str]:
        name = f"m4d-bench-{os.getpid()}"
        try:
            seconds = latency.filled(engine, name, options["documents"], self.stdout.write)
            self.stdout.write(
                f"{engine.name}: {options['documents']:,} documents written in {seconds:.0f} s"
            )
            times = latency.asked(engine, name, options["rounds"])
            completed = latency.completed(engine, name, options["rounds"])
        finally:
            engine.drop(name)
        for title, one in times.items():
            self.stdout.write(f"{title:34} {one}")
        pages, wagtail = latency.beside(options["rounds"])
        self.stdout.write(f"{f'Wagtail, its {pages:,} pages here':34} {wagtail}")
        measured = {"search": latency.together(times), "autocomplete": completed}
        budget = latency.BUDGETS_MS[Sink(engine.sink)]
        for title, one in measured.items():
            self.stdout.write(f"{title:34} {one}   p95 at most {budget[title]:.0f}")
        return [
            f"p95 of {title} is {one.percentile(95):.1f} ms"
            for title, one in measured.items()
            if one.percentile(95) > budget[title]
        ]
