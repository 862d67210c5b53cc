"""``tamizdat import wordpress FILE.xml``: the arguments, the progress bar, the summary, the exit code."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from tamizdat.importers.archive import BadArchive
from tamizdat.importers.index import Archive, read_archive
from tamizdat.importers.summary import Summary
from tamizdat.importers.tally import printable

BAR = 30


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.add_argument("file", type=Path, metavar="FILE.xml", help="the export: in WordPress, Tools, Export, All content")
    parser.add_argument("--media", type=Path, metavar="FOLDER", help="the old site's wp-content/uploads: without it no photos come in")
    parser.add_argument("--language", metavar="CODE", help="which of the newspaper's languages it is written in (default: the first)")
    parser.add_argument("--dry-run", action="store_true", help="do everything but write")
    parser.add_argument("--json", action="store_true", help="print the whole account as JSON")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the account with every single difference to FILE")


def run(options: Namespace, start: Callable[[], object] = lambda: None) -> int:
    """Import, and return the exit code: 0 done, 1 refused.

    *start* makes Django ready; it is called once the archive has proved whole, so that a bad one is refused at once.
    """
    bar = Bar(sys.stderr)
    try:
        if options.report:
            options.report.open("a").close()  # better told now than when everything is imported
        archive = read_archive(options.file, lambda items: bar.show("reading", items, 0))
        start()
        summary = _import(archive, options, bar)
        if options.report:
            options.report.write_text(summary.text(all_differences=True) + "\n", encoding="utf-8")
    except (BadArchive, OSError) as error:
        bar.clear()
        said = json.dumps({"error": str(error)}) if options.json else printable(f"tamizdat: {error}")
        print(said, file=sys.stdout if options.json else sys.stderr)
        return 1
    bar.clear()
    print(json.dumps(summary.plain(), ensure_ascii=False, indent=2) if options.json else summary.text())
    return 0


def _import(archive: Archive, options: Namespace, bar: "Bar") -> Summary:
    from tamizdat.importers.wordpress import import_archive

    return import_archive(archive, language=options.language, media=options.media, dry_run=options.dry_run, progress=bar.show)


class Bar:
    """A progress bar on one line of a terminal; silent anywhere else."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_shown = stream.isatty()
        self.last = ""

    def show(self, stage: str, done: int, total: int) -> None:
        """Show *done* of *total*; 0: the total is not known."""
        if not self.is_shown:
            return
        filled = BAR * done // total if total else 0
        line = f"{stage:<10} {'█' * filled}{'░' * (BAR - filled)} {done:,} of {total:,}" if total else f"{stage:<10} {done:,}"
        if line != self.last:
            self.stream.write(f"\r{line}\x1b[K")
            self.stream.flush()
            self.last = line

    def clear(self) -> None:
        """Take the bar away."""
        if self.last:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
