"""What the reader's browser gets: templates, style sheet and words. Everything works without script.

Promises: ``load_theme`` gives all of it as one value, read once. Refuses nothing; leaves to ``edition`` what stands on a page, and
knows no record. The house rules of the pages: docs/spec/pages.md.
"""

from tamizdat.reader.loader import load_theme

__all__ = ["load_theme"]
