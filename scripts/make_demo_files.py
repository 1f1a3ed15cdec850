#!/usr/bin/env python
"""Print the demo's own guides to PDF: demo/data/own_publications.json → demo/files/<id>-<lang>.pdf.

Run after changing their text; the files are kept in the repository, so the site needs no browser.
Needs Chromium (CHROMIUM_PATH, else the first of the usual names) and a Noto Sans font.
"""

import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from common.partial_dates import PartialDate  # noqa: E402 - ours, found by the line above

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WORDS = {
    "en": ("An M4D Net guide", "Free to copy and translate: CC BY 4.0. Name M4D Net."),
    "fr": ("Un guide de M4D Net", "À copier et traduire librement : CC BY 4.0. Citez M4D Net."),
    "es": ("Una guía de M4D Net", "Puede copiarse y traducirse: CC BY 4.0. Cite a M4D Net."),
}
MARK = (
    '<svg viewBox="0 0 32 32" width="34" height="34" fill="none" stroke-width="2.5">'
    '<path stroke="#0b6b4d" d="M5 17a11 11 0 0 1 22 0"/>'
    '<path stroke="#a8470f" d="M27 17q-11 13-22 0"/>'
    '<g fill="#16201c"><circle cx="5" cy="17" r="3.5"/><circle cx="27" cy="17" r="3.5"/></g></svg>'
)
STYLE = """
@page { size: A4; margin: 22mm 22mm 24mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt "Noto Sans"; } }
body { font: 11pt/1.55 "Noto Sans", sans-serif; color: #16201c; margin: 0; }
header { display: flex; gap: 10pt; align-items: center; font-size: 10pt; color: #4a5852; }
h1 { font-size: 23pt; line-height: 1.2; margin: 22pt 0 8pt; max-width: 15cm; }
h2 { font-size: 13pt; margin: 16pt 0 4pt; break-after: avoid; }
p { margin: 0; max-width: 15cm; orphans: 3; widows: 3; }
.lead { font-size: 12.5pt; color: #4a5852; border-bottom: 2px solid #16201c; padding-bottom: 12pt;
  max-width: none; }
.plain { background: #e3f2ec; padding: 10pt 12pt; margin-top: 14pt; max-width: none; }
footer { margin-top: 24pt; border-top: 1px solid #d3dbd7; padding-top: 8pt; font-size: 9.5pt; }
"""


def page(guide: dict[str, Any], language: str) -> str:
    """The guide in one language as a page to print."""
    kind, licence = WORDS[language]
    date = PartialDate.parse(guide["date"]).words(language)

    def text(field: str) -> str:
        return html.escape(guide[field][language])

    sections = "".join(
        f"<h2>{html.escape(heading)}</h2><p>{html.escape(words)}</p>"
        for heading, words in guide["sections"][language]
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8">'
        f"<title>{text('title')}</title><style>{STYLE}</style>"
        f"<header>{MARK}<span>{kind} · {date}</span></header>"
        f'<h1>{text("title")}</h1><p class="lead">{text("summary")}</p>'
        f'<p class="plain">{text("plain_summary")}</p>{sections}'
        f"<footer><p>{licence}</p></footer></html>"
    )


def main() -> int:
    names = [os.environ.get("CHROMIUM_PATH", ""), *BROWSERS]
    browser = next((found for name in names if name and (found := shutil.which(name))), None)
    if browser is None:
        sys.stderr.write("No Chromium found: set CHROMIUM_PATH.\n")
        return 1
    guides = json.loads((ROOT / "demo/data/own_publications.json").read_text(encoding="utf-8"))
    folder = ROOT / "demo/files"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "guide.html"
        for guide in guides:
            for language in guide["title"]:
                source.write_text(page(guide, language), encoding="utf-8")
                target = folder / f"{guide['id']}-{language}.pdf"
                command = [browser, "--headless", "--disable-gpu", "--no-pdf-header-footer"]
                command += ["--no-sandbox"] if os.geteuid() == 0 else []
                command += [f"--user-data-dir={scratch}/profile", f"--print-to-pdf={target}"]
                # The browser and the pages are ours.
                subprocess.run([*command, source.as_uri()], check=True, capture_output=True)  # noqa: S603
                sys.stdout.write(f"{target.name}: {target.stat().st_size // 1024} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
