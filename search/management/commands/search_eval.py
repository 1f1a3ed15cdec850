"""`search_eval`: how good the order is, and how fast (search.md §18)."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.backends import engines
from search.backends.base import Engine
from search.evaluation import bench
from search.evaluation.bench import PARTS
from search.evaluation.collections import collection_in, index_of, scores_of
from search.evaluation.judging import mean
from search.evaluation.own import judgements_in, own_scores
from search.generations import RebuildRunning, trial

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
        parser.add_argument("--only", choices=PARTS, help="this part of --bench alone")
        parser.add_argument("--keep", type=Path, help="for --bench: write the figures as JSON here")
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
        try:
            with trial(engine) as name:
                measured = bench.measured(
                    engine,
                    name,
                    documents=options["documents"],
                    rounds=options["rounds"],
                    tell=self.stdout.write,
                    only=options["only"],
                )
        except RebuildRunning as problem:
            raise CommandError(str(problem)) from problem
        missed = [one for one in measured if one.is_missed]
        for one in measured:
            self.stdout.write(str(one))
        if options["keep"]:
            figures = {one.title: one.figures() for one in measured}
            options["keep"].write_text(json.dumps(figures, indent=2) + "\n")
        return [f"p95 of {one.title} is {one.times.percentile(95):.1f} ms" for one in missed]
